import { createHash } from "node:crypto";
import { html, type Markup, trusted } from "./markup.js";
import { BASE_STYLE } from "./style.js";

export interface PageInput {
  /** Of the window and of the page. */
  readonly title: string;
  /** What stands under the title: of which practice, of which period, made when. */
  readonly facts: readonly { readonly label: string; readonly value: string | Markup }[];
  /** Not real data: said first, on the screen and on paper. Null: real. */
  readonly banner: string | null;
  /** Sections. */
  readonly body: Markup;
  /** Where the figures come from. */
  readonly footer: Markup;
  /** Of this page, after the shared stylesheet. Ours. */
  readonly style?: string;
  /** Of this page: it may only add to what is complete without it. Ours, without data: it reads the page. */
  readonly script?: string;
}

/**
 * A page that needs nothing else: one file, French, light and dark, printable; no address is fetched, and only our stylesheet and our
 * script, whose hashes are in the policy, are obeyed. The same input gives the same bytes.
 */
export function page({ title, facts, banner, body, footer, style = "", script }: PageInput): string {
  const css = BASE_STYLE + style;
  return html`<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${pagePolicy(css, script)}">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${trusted(css)}</style>
</head>
<body>
<a class="skip" href="#content">Aller au contenu</a>
${banner === null ? null : html`<p class="banner" role="note">${banner}</p>`}
<header>
<h1>${title}</h1>
<dl class="facts">${facts.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
</header>
<main id="content" tabindex="-1">
${body}
</main>
<footer>
${footer}
</footer>
${script === undefined ? null : html`<script>${trusted(script)}</script>`}
</body>
</html>
`.source;
}

/** Nothing is fetched, framed or sent; this stylesheet and this script, no other. */
function pagePolicy(style: string, script: string | undefined): string {
  const run = script === undefined ? "" : ` script-src '${hashOf(script)}';`;
  return `default-src 'none'; style-src '${hashOf(style)}';${run} base-uri 'none'; form-action 'none'`;
}

const hashOf = (source: string): string => `sha256-${createHash("sha256").update(source).digest("base64")}`;
