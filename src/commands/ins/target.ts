import { stat } from "node:fs/promises";
import { noPatientChosen } from "../../services/ins/errors.js";
import type { CommandInput } from "../spec.js";

/** What `segur ins qualify` was asked about. */
export type Target =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "patient"; readonly reference: string }
  | { readonly kind: "ids"; readonly references: readonly string[] }
  | { readonly kind: "filter"; readonly name: string };

export type RunTarget = Exclude<Target, { kind: "patient" }>;

/** Reads whom the command is about; exactly one way of saying it. */
export async function readTarget(input: CommandInput): Promise<Target> {
  const [what] = input.args;
  const { filter, ids } = input.options;
  const given = [what, filter, ids].filter((value) => value !== undefined);
  if (given.length !== 1) throw noPatientChosen();
  if (typeof filter === "string") return { kind: "filter", name: filter };
  if (typeof ids === "string") {
    const references = ids.split(",").flatMap((id) => (id.trim() === "" ? [] : [id.trim()]));
    if (references.length === 0) throw noPatientChosen();
    return { kind: "ids", references };
  }
  const path = String(what);
  if (path === "-" || looksLikeFile(path) || (await exists(path))) return { kind: "file", path };
  return { kind: "patient", reference: path };
}

/** A name with an extension or a folder is meant as a file, even when it does not exist: the error then speaks of a file. */
function looksLikeFile(path: string): boolean {
  return /[\\/]/.test(path) || /\.(csv|tsv|txt|ndjson|jsonl|json)$/i.test(path);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
