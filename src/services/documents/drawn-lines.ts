import { type RenderedLine, type RenderTextOptions, renderText } from "../../documents/cda/render-text.js";
import type { OpenedDocument } from "./open.js";

/** A document for a terminal, with the text of the PDF that it is or holds as its body. */
export async function drawnLines(opened: OpenedDocument, options: RenderTextOptions): Promise<readonly RenderedLine[]> {
  const { body, binaries } = opened;
  const contents = binaries.find(({ id }) => id === null)?.contents ?? null;
  const isPdf = body.level === "n1" && body.mediaType === "application/pdf";
  const joined = body.level === "n3" ? binaries.find(({ mediaType }) => mediaType === "application/pdf") : undefined;
  const read = isPdf ? contents : (joined?.contents ?? null);
  const pdf = read === null ? null : await (await import("../../documents/pdf/text.js")).pdfText(read);
  return renderText({ ...opened, binaries: opened.attached, contents, pdf }, options);
}
