import type { Document } from "../../domain/document/document.js";
import type { OpenCabinet } from "../cabinet.port.js";
import type { Requested } from "./requested.js";

/** What was asked of a file that was in the record already, and is not what the record has: in French. */
export function notApplied(filed: Document, { type, actDate, title, author, authorTyped }: Requested): readonly string[] {
  const other = {
    "--type": type !== null && type.code.code !== filed.type.code,
    "--date": actDate !== null && actDate !== filed.actDate,
    "--title": title !== null && title !== filed.title,
    "--author": authorTyped && (author.author?.id !== filed.author.id || author.author?.name !== filed.author.name),
  };
  const flags = Object.entries(other).flatMap(([flag, isOther]) => (isOther ? [flag] : []));
  if (flags.length === 0) return [];
  const words = flags.length === 1 ? "n'a pas été appliqué" : "n'ont pas été appliqués";
  const again = flags.map((flag) => `${flag} …`).join(" ");
  return [
    `Ce fichier était déjà classé : ${flags.join(" et ")} ${words}. Pour modifier ${filed.id} : segur doc edit ${filed.id} ${again}`,
  ];
}

/** The same bytes filed for the same patient under another type or day, which may be a mistake. */
export async function sameContent({ documents }: Pick<OpenCabinet, "documents">, filed: Document): Promise<readonly string[]> {
  const { patientId, content } = filed;
  const { items } = await documents.list({ patientId, content, limit: 5 });
  const others = items.filter(({ id }) => id !== filed.id).map(({ id }) => id);
  return others.length === 0
    ? []
    : [`Le même fichier est déjà dans ce dossier, sous un autre type ou une autre date : ${others.join(", ")}.`];
}
