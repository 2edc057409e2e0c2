import type { Code } from "../../domain/document/code.js";
import { CONTENT_TYPES } from "./contents.data.js";
import { table } from "./table.js";

const contents = table(CONTENT_TYPES);

/** contentTypeCode of a submission set (JDV_J59): `07` « Consultations, soins externes », or a sector `SA07`. */
export function contentType(code: string): Code | null {
  return contents.get(code);
}
