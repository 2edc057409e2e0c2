import type { Document } from "../../domain/document/document.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { documentNotFound } from "./errors.js";

/** The document of an id as typed (`D12`, any case). @throws {SegurError} `document.not_found` */
export async function resolveDocument(cabinet: Pick<OpenCabinet, "documents">, typed: string): Promise<Document> {
  const document = await cabinet.documents.get(typed.trim().toUpperCase());
  if (document === null) throw documentNotFound(typed);
  return document;
}
