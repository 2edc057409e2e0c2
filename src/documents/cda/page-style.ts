import { createHash } from "node:crypto";

/** The only stylesheet of a page: ours. Its hash is in the policy, so that no other style of the document applies. */
export const PAGE_STYLE = `:root{color-scheme:light dark;--fg:#1c1e21;--bg:#fff;--line:#c9ced6;--soft:#f3f5f8;--link:#0b57a4;--warn:#8a3b00}
@media(prefers-color-scheme:dark){:root{--fg:#e6e8eb;--bg:#16181b;--line:#454b54;--soft:#20242a;--link:#8ab8f0;--warn:#ffb77a}}
*{box-sizing:border-box}body{margin:0;color:var(--fg);background:var(--bg);font:16px/1.5 system-ui,"Segoe UI",Roboto,sans-serif}
main,header{max-width:62rem;margin:0 auto;padding:1rem 1.25rem}header{border-bottom:1px solid var(--line)}
h1{font-size:1.5rem;line-height:1.25;margin:.25rem 0 .75rem}h2{font-size:1.2rem;margin:1.75rem 0 .5rem;border-bottom:1px solid var(--line)}
h3,h4,h5,h6{font-size:1.02rem;margin:1.1rem 0 .4rem}a{color:var(--link)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1.25rem;margin:0}dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}
.wide{overflow-x:auto;margin:.5rem 0}table{border-collapse:collapse}th,td{border:1px solid var(--line);padding:.3rem .55rem;text-align:left;vertical-align:top}
th{background:var(--soft)}caption,.caption{font-weight:600;text-align:left;padding:.25rem 0}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}
.bold{font-weight:700}.italic{font-style:italic}.underline{text-decoration:underline}.note{font-size:.9em}.warn{color:var(--warn);border-left:4px solid var(--warn);padding-left:.75rem}
.outside td,.urgent td{color:var(--warn)}.urgent td{font-weight:700}
.joined{display:block;margin:.5rem 0}img{max-width:100%;height:auto}object{width:100%;height:85vh;border:1px solid var(--line)}
@media print{:root{--fg:#000;--bg:#fff;--line:#888;--soft:#fff}body{font-size:11pt}main,header{max-width:none;padding:0}h2,h3{break-after:avoid}tr,img{break-inside:avoid}.wide{overflow:visible}object{display:none}}`;

/**
 * Nothing is fetched, run, framed from elsewhere or sent: the page is what it holds. `object-src` and `frame-src` are for the PDF that
 * stands in the page itself.
 */
export function contentPolicy(): string {
  const style = createHash("sha256").update(PAGE_STYLE).digest("base64");
  return `default-src 'none'; style-src 'sha256-${style}'; img-src data:; object-src data:; frame-src data:; base-uri 'none'; form-action 'none'`;
}
