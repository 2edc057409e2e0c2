import type { OpenExport } from "../open.js";
import { Shape } from "./shape.js";

/** Somebody who worked where the export comes from. */
export interface ReadUser {
  readonly label: string;
  readonly rpps: string | null;
}

/** By their id there. @throws {SegurError} `export.altered` */
export function readUsers({ manifest }: OpenExport): ReadonlyMap<string, ReadUser> {
  const users = new Shape(manifest, "manifest.json").list("users");
  return new Map(
    users.map((each) => [each.text("id"), { label: each.text("label"), rpps: each.likeOrNull("rpps", /^\d{11}$/) }]),
  );
}
