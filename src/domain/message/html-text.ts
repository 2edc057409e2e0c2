import { plainLines } from "./text.js";

const ENTITIES: Readonly<Record<string, string>> = {
  ...{
    amp: "&",
    lt: "<",
    gt: ">",
    quot: '"',
    apos: "'",
    nbsp: " ",
    eacute: "é",
    egrave: "è",
    ecirc: "ê",
    agrave: "à",
    acirc: "â",
  },
  ...{ ccedil: "ç", ocirc: "ô", icirc: "î", ugrave: "ù", ucirc: "û", euro: "€", laquo: "«", raquo: "»", rsquo: "’", ndash: "–" },
  ...{ Eacute: "É", Egrave: "È", Agrave: "À", Ccedil: "Ç", hellip: "…", deg: "°", oelig: "œ", mdash: "—", lsquo: "‘", iuml: "ï" },
};
/** Nothing of what they hold is for a reader. */
const SILENT = new Set(["script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe"]);
const BREAKS = new Set([
  "br",
  "p",
  "div",
  "tr",
  "li",
  "ul",
  "ol",
  "table",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "blockquote",
  "hr",
  "pre",
]);

/**
 * The words of an HTML body. Tags are dropped, not interpreted: nothing is loaded, run or styled; what is hidden in them is not shown.
 * One pass, in time that grows as the text.
 */
export function htmlText(html: string): string {
  const parts: string[] = [];
  let silent: string | null = null;
  let at = 0;
  while (at < html.length) {
    const tag = html.indexOf("<", at);
    const end = tag < 0 ? html.length : tag;
    if (silent === null && end > at) parts.push(words(html.slice(at, end)));
    if (tag < 0) break;
    const close = closeOf(html, tag);
    const name = /^<\/?([A-Za-z][A-Za-z0-9]*)/.exec(html.slice(tag, tag + 20))?.[1]?.toLowerCase() ?? "";
    const ends = html[tag + 1] === "/";
    if (silent !== null) silent = ends && name === silent ? null : silent;
    else if (SILENT.has(name) && !ends && html[close - 2] !== "/") silent = name;
    else if (BREAKS.has(name)) parts.push("\n");
    else if (name === "td" || name === "th") parts.push(" ");
    at = close;
  }
  const text = parts
    .join("")
    .replace(/[ \t]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n");
  return plainLines(text);
}

/** After the `>` of a tag or the `-->` of a comment; the end of the text when there is none. */
function closeOf(html: string, tag: number): number {
  const comment = html.startsWith("<!--", tag);
  const close = html.indexOf(comment ? "-->" : ">", tag + 1);
  return close < 0 ? html.length : close + (comment ? 3 : 1);
}

function words(text: string): string {
  return text.replace(/\s+/g, " ").replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0x10ffff ? whole : String.fromCodePoint(code);
  });
}
