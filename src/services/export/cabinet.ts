import type { OpenCabinet } from "../cabinet.port.js";

/** What of a cabinet an export reads. */
export type ExportCabinet = Pick<
  OpenCabinet,
  | "info"
  | "actor"
  | "clock"
  | "rights"
  | "patients"
  | "medical"
  | "documents"
  | "contents"
  | "inbox"
  | "imports"
  | "machine"
  | "journal"
  | "traces"
  | "settings"
  | "users"
  | "session"
  | "pdfConverter"
>;
