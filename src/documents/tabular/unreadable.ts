import type { UnreadableLine } from "./lines.js";
import { badLine, type TabularRecord } from "./record.js";

/** The problem of a physical line that could not be given as text. */
export function unreadable(line: number, { fault }: UnreadableLine): TabularRecord {
  if (fault === "too_long")
    return badLine(line, "too_long", "La ligne dépasse 256 Ko : un séparateur ou une fin de ligne manque.");
  return badLine(
    line,
    "encoding",
    "La ligne contient des caractères illisibles : elle n'est pas dans l'encodage du reste du fichier (UTF-8).",
  );
}
