import { readFile } from "node:fs/promises";
import { join } from "node:path";

export { makePrivateFolder, replaceFile as writePrivate } from "../platform/files.js";

/** The text, or null when there is no such file. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** `<state>/sandbox` for a given state folder. */
export function sandboxDirectory(state: string): string {
  return join(state, "sandbox");
}
