import { SegurError } from "../../domain/errors.js";
import { type OpenExport, openGiven, whichAltered } from "../../services/export/open.js";
import { openRandom } from "../../terminal/input.js";
import type { CommandContext } from "../context.js";
import { secretOption } from "../secret.js";
import type { CommandInput } from "../spec.js";

/** Opens the export that was named, does the work, and closes it whatever happens. */
export async function withExport<T>(
  context: CommandContext,
  input: CommandInput,
  path: string,
  work: (opened: OpenExport) => Promise<T>,
): Promise<T> {
  const file = await openRandom(path);
  try {
    const flag = "--passphrase-file FICHIER";
    const passphrase = async () =>
      (await secretOption(context, input, "passphraseFile")) ?? context.prompt.secret("Phrase secrète de l'export", { flag });
    return await work(await openGiven(file, passphrase));
  } catch (error) {
    // Who repacked an export and changed a file is told the file.
    throw error instanceof SegurError ? await whichAltered(file, error) : error;
  } finally {
    await file.close();
  }
}
