import type { RenderedLine } from "../../documents/cda/render-text.js";
import { SegurError } from "../../domain/errors.js";
import type { Biology } from "../../domain/inbox/biology.js";
import type { Received, ReceivedDocument } from "../../store/inbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { drawnLines } from "../documents/drawn-lines.js";
import { openCda } from "../documents/open.js";
import { openedFile, shownMediaType } from "./opened-file.js";
import { withoutMatricule } from "./shown.js";

/** A document drawn for a terminal. */
export interface Drawn {
  /** Null: another kind of document, or it cannot be read. */
  readonly biology: Biology | null;
  /** Results with their flags; empty when there is none. */
  readonly results: readonly RenderedLine[];
  /** Header and narrative, or the text of a file; null when nothing of it can be shown. */
  readonly lines: readonly RenderedLine[] | null;
  /** Why it cannot be read, French. */
  readonly fault: string | null;
}

export interface DrawOptions {
  readonly width: number;
  /** Signs beside words: on a terminal, not on a pipe. */
  readonly marks: boolean;
  readonly reveal: boolean;
  readonly signal?: AbortSignal | undefined;
}

const NOTHING: Drawn = { biology: null, results: [], lines: null, fault: null };

/** What cannot be read is told, and the rest of the message is shown all the same. */
export async function drawReceived(
  cabinet: OpenCabinet,
  message: Received,
  document: ReceivedDocument,
  options: DrawOptions,
): Promise<Drawn> {
  const { content, mediaType } = document;
  if (content !== null && mediaType === "text/xml") return drawCda(cabinet, document.id, content, options);
  const type = shownMediaType(document);
  // The text of a message stands above; an image shows in a page only.
  if (type === null || type === "text/plain" || type.startsWith("image/")) return NOTHING;
  return drawFile(cabinet, message, document, type, options);
}

async function drawCda(cabinet: OpenCabinet, id: string, content: string, { width, marks, reveal }: DrawOptions): Promise<Drawn> {
  try {
    const opened = await openCda(cabinet, content, { contents: "text" });
    const biology = opened.biology ?? null;
    const { renderBiology } = await import("../../documents/cda/biology/render.js");
    const results = biology === null ? [] : renderBiology(biology, { width, marks });
    // A title is what somebody wrote, and may hold any matricule: the rest of the document knows its own patient's only.
    const title = reveal ? opened.header.title : withoutMatricule(opened.header.title);
    const titled = { ...opened, header: { ...opened.header, title } };
    const lines = await drawnLines(titled, { width, reveal, command: `segur inbox show ${id}` });
    return { biology, results, lines, fault: null };
  } catch (error) {
    if (!(error instanceof SegurError) || error.kind !== "input") throw error;
    return { ...NOTHING, fault: error.message };
  }
}

/** The text of a PDF that no CDA goes with: whoever is to say whose it is must read it first (MSS/va1.27). */
async function drawFile(
  cabinet: OpenCabinet,
  message: Received,
  document: ReceivedDocument,
  mediaType: string,
  { width, reveal, signal }: DrawOptions,
): Promise<Drawn> {
  try {
    const opened = await openedFile(cabinet, message, document, mediaType, signal);
    const lines = await drawnLines(opened, { width, reveal, command: `segur inbox show ${document.id}` });
    // Its header is what the list of the document says already.
    return { ...NOTHING, lines: lines.filter(({ tone }) => tone !== "title" && tone !== "label") };
  } catch (error) {
    if (!(error instanceof SegurError) || error.kind === "storage" || error.kind === "interrupted") throw error;
    return { ...NOTHING, fault: [error.message, error.advice].filter(Boolean).join(" ") };
  }
}
