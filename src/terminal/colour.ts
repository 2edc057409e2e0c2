/** The `--color` flag. */
export type ColourFlag = "auto" | "always" | "never";

/**
 * Decides once per stream whether to colour. Order: `--color`, `NO_COLOR` (any non-empty value, no-color.org),
 * `FORCE_COLOR` (`0` and `false` mean no), `TERM=dumb`, then the TTY.
 */
export function wantsColour(flag: ColourFlag, env: Readonly<Record<string, string | undefined>>, isTty: boolean): boolean {
  if (flag !== "auto") return flag === "always";
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== "") return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "") {
    return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  }
  if (env.TERM === "dumb") return false;
  return isTty;
}
