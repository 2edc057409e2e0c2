import { escapeHtml } from "../cda/html-escape.js";

/** HTML that is safe to put in a page: only `html` and `trusted` make some. */
export class Markup {
  constructor(readonly source: string) {}
}

type Part = string | number | Markup | null | undefined | false | readonly Part[];

/**
 * A template of HTML: whatever it is given is text and is escaped, but what another template made. `null`, `undefined` and `false` are
 * nothing; the items of a list follow each other. Attributes must stand between quotes.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((text, index) => text + (index < parts.length ? sourceOf(parts[index]) : "")).join(""));
}

/** Source of ours, never a text that comes from elsewhere: a stylesheet, a script. */
export const trusted = (source: string): Markup => new Markup(source);

function sourceOf(part: Part): string {
  if (part === null || part === undefined || part === false) return "";
  if (part instanceof Markup) return part.source;
  return typeof part === "object" ? part.map(sourceOf).join("") : escapeHtml(String(part));
}
