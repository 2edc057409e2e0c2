import { SegurError } from "../domain/errors.js";
import { systemCode, systemReason } from "./errors.js";
import { TEXTS } from "./texts.fr.js";

/** Any thrown value as an error that a person can read: ours, the system's, or a defect with its reference. */
export async function asSegurError(error: unknown, version: string): Promise<SegurError> {
  if (error instanceof SegurError) return error;
  return fromSystem(error) ?? (await defect(error, version));
}

/** A full disk, a refused access: the system's own errors that no area translated. */
function fromSystem(error: unknown): SegurError | undefined {
  const code = systemCode(error);
  if (code === undefined || !Object.hasOwn(TEXTS.system, code)) return undefined;
  return new SegurError({
    kind: "storage",
    code: `system.${code.toLowerCase()}`,
    message: "Le système a refusé une lecture ou une écriture.",
    why: systemReason(error),
    advice: "Vérifiez les droits et la place libre, puis relancez la commande.",
    cause: error,
  });
}

/** A defect of ours. The reference is the same each time the same place fails; the message may hold data and stays inside. */
async function defect(error: unknown, version: string): Promise<SegurError> {
  const { createHash } = await import("node:crypto");
  const place = `${version} ${error instanceof Error ? error.name : typeof error} ${frames(error)}`;
  const reference = `E-${createHash("sha256").update(place).digest("hex").slice(0, 8)}`;
  return new SegurError({
    kind: "internal",
    code: "internal.defect",
    message: TEXTS.internal.message,
    advice: TEXTS.internal.advice(reference),
    details: { reference },
    cause: error,
  });
}

/** Where it failed, without what the error says; `everything` (`SEGUR_DEBUG`) is for a developer on their own data. */
export function defectTrace(error: unknown, everything: boolean): string {
  if (!(error instanceof Error)) return typeof error;
  return everything ? (error.stack ?? error.message) : `${error.name}\n${frames(error)}`;
}

/** Only the lines `at …`: the first lines of a stack repeat the message. */
function frames(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return stack
    .split("\n")
    .filter((line) => /^\s+at \S/.test(line) && /:\d+:\d+\)?$/.test(line))
    .join("\n");
}
