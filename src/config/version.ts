import manifest from "../../package.json" with { type: "json" };

/** Version of the product, from `package.json`; put into the bundle at build time. */
export const VERSION: string = manifest.version;
