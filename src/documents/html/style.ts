/**
 * The look of our pages: fonts of the system, one accent, colours that remain apart for who does not see them all (blue, orange, violet
 * of about the same distance in lightness, with hatching), contrast of 4.5 for text and 3 for drawings in light and in dark.
 */
export const BASE_STYLE = `:root{color-scheme:light dark;--fg:#1a1f26;--dim:#55606e;--bg:#f6f7f9;--card:#fff;--line:#d5dae1;--soft:#eef1f5;--link:#0b57a4;--focus:#0b57a4;--warn:#8a3b00;--warn-bg:#fff4e5;--a:#1f6fb2;--b:#c77700;--c:#a8324a;--d:#5b6b7c;--e:#7a5aa6;--texture:#fff;--edge:#0003}
@media(prefers-color-scheme:dark){:root{--fg:#e7eaee;--dim:#a5b0bd;--bg:#14171b;--card:#1c2025;--line:#39414b;--soft:#252a31;--link:#8ab8f0;--focus:#8ab8f0;--warn:#ffb77a;--warn-bg:#33240f;--a:#5ba5e0;--b:#e8a33d;--c:#f08a9b;--d:#94a3b3;--e:#b79be0;--texture:#14171b;--edge:#000b}}
*{box-sizing:border-box}html{scroll-behavior:smooth}
body{margin:0;overflow-wrap:break-word;color:var(--fg);background:var(--bg);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
body>header,main,footer{max-width:72rem;margin:0 auto;padding:0 1.25rem}
body>header{padding-top:1.5rem}main{padding-bottom:1rem}main:focus{outline:none}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .75rem;letter-spacing:-.01em}
h2{font-size:1.25rem;line-height:1.3;margin:0 0 .25rem}h3{overflow-wrap:anywhere;font-size:1.02rem;line-height:1.35;margin:0 0 .5rem}
section.part{margin:2.25rem 0 0}p{margin:.25rem 0 .75rem}a{color:var(--link)}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-9999px;top:0}.skip:focus{left:1rem;top:.5rem;z-index:9;background:var(--card);padding:.5rem 1rem}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}[hidden]{display:none!important}
.banner{margin:0;padding:.6rem 1.25rem;text-align:center;font-weight:600;color:var(--warn);background:var(--warn-bg);border-bottom:3px double var(--warn)}
.facts{display:flex;flex-wrap:wrap;gap:.35rem 1.75rem;margin:0}.facts div{min-width:0}.facts dt{font-size:.8rem;color:var(--dim)}.facts dd{margin:0;font-weight:600;overflow-wrap:anywhere}
.dim,.empty{color:var(--dim)}.small{font-size:.875rem}.figure{font-variant-numeric:tabular-nums}
.note{margin:1.25rem 0 0;padding:.75rem 1rem;border:1px solid var(--line);border-left:4px solid var(--warn);background:var(--card);border-radius:.35rem}.note ul{margin:.25rem 0 0;padding-left:1.25rem}.note h2{font-size:1rem}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(19rem,100%),1fr));gap:1rem;margin:.75rem 0 0}
.card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.1rem;min-width:0}
.wide{overflow-x:auto;margin:.5rem 0;background:linear-gradient(90deg,var(--card) 30%,transparent) 0 0/2rem 100% no-repeat local,linear-gradient(270deg,var(--card) 30%,transparent) 100% 0/2rem 100% no-repeat local,linear-gradient(90deg,var(--edge),transparent) 0 0/.6rem 100% no-repeat scroll,linear-gradient(270deg,var(--edge),transparent) 100% 0/.6rem 100% no-repeat scroll}table{border-collapse:collapse;width:100%;font-size:.925rem}
caption{text-align:left;font-weight:600;padding:.15rem 0 .35rem}th,td{padding:.38rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
thead th{font-size:.82rem;color:var(--dim);vertical-align:bottom;border-bottom:2px solid var(--line)}tbody th{font-weight:500}tfoot th,tfoot td{font-weight:700;border-top:2px solid var(--line);border-bottom:0}
.number{text-align:right;font-variant-numeric:tabular-nums}td.number{white-space:nowrap}
th button{font:inherit;font-weight:600;color:inherit;background:none;border:0;padding:.15rem .1rem;margin:-.15rem -.1rem;cursor:pointer;text-align:inherit}th button::after{content:"\u00a0↕";opacity:.55}
th[aria-sort=ascending] button::after{content:"\u00a0▲";opacity:1}th[aria-sort=descending] button::after{content:"\u00a0▼";opacity:1}th button:hover{text-decoration:underline}
details{border-top:1px solid var(--line);padding-top:.45rem;margin-top:.45rem}summary{cursor:pointer;font-weight:600;font-size:.925rem;padding:.15rem 0}summary .dim{font-weight:400}
svg{display:block;max-width:100%}.chart{width:100%;height:auto;max-width:27rem}.chart text{font-size:12px;fill:var(--fg);font-variant-numeric:tabular-nums}.chart .label,.chart .axis{fill:var(--dim)}.chart .value{font-weight:600}.chart .none{font-weight:400;fill:var(--dim)}.chart .apart{fill:var(--c);font-weight:600}.chart .base{stroke:var(--dim);stroke-width:1}
.share{width:100%;height:.875rem;border-radius:3px;margin:.35rem 0 .6rem}.track{fill:var(--soft)}.swatch{display:inline-block;width:.8em;height:.8em;margin-right:.5em;border-radius:2px;flex:none}
.tone-a{fill:var(--a)}.tone-b{fill:var(--b)}.tone-c{fill:var(--c)}.tone-d{fill:var(--d)}.tone-e{fill:var(--e)}.texture{stroke:var(--texture);stroke-width:2.2;opacity:.55}
footer{margin-top:2.5rem;padding-top:1rem;padding-bottom:2rem;font-size:.875rem;color:var(--dim)}footer p{margin:.15rem 0;max-width:60rem}
@media(max-width:40rem){body>header,main,footer{padding-left:.9rem;padding-right:.9rem}h1{font-size:1.4rem}section.part{margin-top:1.75rem}table{font-size:.875rem}th,td{padding:.3rem .35rem}}
@media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}*{animation:none!important;transition:none!important}}
@page{size:A4;margin:14mm}
@media print{:root{color-scheme:light;--fg:#000;--dim:#444;--bg:#fff;--card:#fff;--line:#aaa;--soft:#eee;--link:#000;--warn:#8a3b00;--warn-bg:#fff;--a:#1f6fb2;--b:#c77700;--c:#a8324a;--d:#5b6b7c;--e:#7a5aa6;--texture:#fff}
body{font-size:10pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}body>header,main,footer{max-width:none;padding:0}.skip,.no-print{display:none!important}
.banner{border:2px solid var(--warn)}section.part{margin-top:7mm}h2,h3,caption,summary{break-after:avoid}.card,.chart,svg,tr,.note,li{break-inside:avoid}thead{display:table-header-group}tfoot{display:table-row-group}
.wide{overflow:visible;background:none;margin:.1rem 0}table{font-size:9pt}th,td{padding:.2rem .35rem}th button::after{content:""}details::details-content{content-visibility:visible;display:block;height:auto}summary{list-style:none}summary::-webkit-details-marker{display:none}a{text-decoration:none}}`;
