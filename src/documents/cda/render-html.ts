import type { Biology } from "../../domain/inbox/biology.js";
import { biologyToHtml } from "./biology/render-html.js";
import type { CdaBody, CdaHeader, CdaSection } from "./header.js";
import { binaryToHtml, type PageBinary } from "./html-binary.js";
import { escapeHtml } from "./html-escape.js";
import { narrativeToHtml } from "./narrative-html.js";
import { contentPolicy, PAGE_STYLE } from "./page-style.js";
import { plainBody } from "./plain-body.js";
import { headerLines } from "./words.js";

export type { PageBinary } from "./html-binary.js";

export interface RenderHtmlInput {
  readonly header: CdaHeader;
  readonly body: CdaBody;
  /** Contents of the binaries to put in the page. */
  readonly binaries: readonly PageBinary[];
  readonly warnings: readonly string[];
  /** Of a biology report: its results are shown before its text. */
  readonly biology?: Biology | null;
}

export interface RenderHtmlOptions {
  /** Shows the whole matricule. */
  readonly reveal: boolean;
}

/**
 * A document as one HTML page that needs nothing else: no script, no address fetched, a strict content policy, our stylesheet only
 * (light, dark, print). The sender's own stylesheet is never executed. Holds every binary in base64: at least 4/3 of their size.
 */
export function renderHtml(document: RenderHtmlInput, options: RenderHtmlOptions): string {
  const { header, warnings } = document;
  const title = escapeHtml(header.title || "Document sans titre");
  const lang = /^[a-z]{2,3}(-[A-Za-z]{2,4})?$/.test(header.language ?? "") ? header.language : "fr";
  const lines = headerLines(header, options.reveal).map(
    ({ label, value }) => `<dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd>`,
  );
  return [
    `<!DOCTYPE html>\n<html lang="${lang}">\n<head>\n<meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${contentPolicy()}">`,
    '<meta name="referrer" content="no-referrer">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title}</title>\n<style>${PAGE_STYLE}</style>\n</head>\n<body>`,
    `<header>\n<h1>${title}</h1>\n<dl>${lines.join("\n")}</dl>\n</header>`,
    `<main>`,
    ...warnings.map((warning) => `<p class="warn">Attention : ${escapeHtml(warning)}</p>`),
    ...(document.biology ? [biologyToHtml(document.biology)] : []),
    bodyToHtml(document),
    "</main>\n</body>\n</html>\n",
  ].join("\n");
}

function bodyToHtml({ body, binaries }: RenderHtmlInput): string {
  if (body.level === "none") return "<p>Ce document n'a pas de contenu.</p>";
  if (body.level === "n3") return body.sections.map((section) => sectionToHtml(section, 2, binaries)).join("\n");
  const main = binaries.find(({ id }) => id === null);
  if (main === undefined) return "<p>Le contenu de ce document n'a pas pu être lu.</p>";
  const text = plainBody(body.mediaType, main.contents);
  return text === null ? binaryToHtml({ ...main, mediaType: body.mediaType }, "") : `<pre>${escapeHtml(text)}</pre>`;
}

function sectionToHtml(section: CdaSection, level: number, binaries: readonly PageBinary[]): string {
  const title = section.title ?? section.code?.label ?? "";
  const heading = title === "" ? "" : `<h${level}>${escapeHtml(title)}</h${level}>`;
  const inner = section.sections.map((each) => sectionToHtml(each, Math.min(6, level + 1), binaries));
  return `<section>${heading}\n${narrativeToHtml(section.text, binaries)}\n${inner.join("\n")}</section>`;
}
