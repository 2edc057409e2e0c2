import { SegurError } from "../../domain/errors.js";
import { backupCabinet, backupSource } from "../../services/cabinet/backup.js";
import { currentCabinet } from "../../services/cabinet/current.js";
import { backupReadOnly } from "../../services/cabinet/keeping-errors.js";
import { frenchNumber } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import { textOption } from "../input.js";
import type { CommandInput } from "../spec.js";
import { placeWords } from "./words.js";

/** `segur cabinet backup [--to FICHIER]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const keeping = await context.keeping();
  // Open first: nobody changes its key from then on.
  const registered = await currentCabinet(context.cabinets);
  const cabinet = await context.cabinet().catch((error: unknown) => {
    throw error instanceof SegurError && error.code === "storage.read_only" ? backupReadOnly(registered, error) : error;
  });
  const source = await backupSource(keeping, registered);
  const to = textOption(input, "to");
  const { file, manifest, key } = await backupCabinet(keeping, source, cabinet, { to, interrupted: context.interrupted });
  const { keyId, counts, bytes, sha256 } = manifest;
  const { schema: _format, ...about } = manifest;
  await context.output.one("segur.cabinet.backup/1", { id: sha256, file, ...about, key }, (style) =>
    [
      `${style("good", "✓")} Sauvegarde ${style("strong", file)}`,
      `  ${frenchNumber(counts.patients)} patients, ${frenchNumber(Math.ceil(bytes / 1024))} Ko, SHA-256 ${sha256}`,
      `  Chiffrée par la clé ${keyId} (${placeWords(key)}).`,
    ].join("\n"),
  );
  context.output.note(
    "Sans cette clé, la sauvegarde est illisible. Gardez-en une copie ailleurs : segur cabinet key --export FICHIER",
  );
}
