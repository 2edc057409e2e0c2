/** What the dashboard adds to the style of our pages. */
export const DASHBOARD_STYLE = `
.days{font-weight:400;color:var(--dim);white-space:nowrap}
.contents ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:1.25rem 0 0;padding:.5rem 0;border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
.filters{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;align-items:center;margin:.75rem 0}.filters fieldset{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;border:0;margin:0;padding:0}.filters legend{float:left;font-weight:600;margin-right:1.1rem;padding:0}.filters label{display:inline-flex;gap:.4rem;align-items:center;min-height:1.75rem}
.filters input{width:1.1rem;height:1.1rem;accent-color:var(--a);margin:0}.filters select,.filters button{font:inherit;color:inherit;background:var(--card);border:1px solid var(--dim);border-radius:.35rem;padding:.2rem .6rem;min-height:2rem;max-width:100%}.filters button{cursor:pointer}.filters button:hover{background:var(--soft)}
.status{margin:.25rem 0 0;font-weight:600}.status:empty{display:none}
.big{font-size:2.1rem;line-height:1.15;font-weight:700;margin:0 0 .35rem;letter-spacing:-.01em}.big .unit{font-size:.925rem;font-weight:400;color:var(--dim);letter-spacing:0;white-space:nowrap}
.legend,.card ul.apart,.bars,.key{list-style:none;margin:0;padding:0}.legend li,ul.apart li{display:flex;align-items:baseline;gap:.25rem;padding:.12rem 0}.what{flex:1;min-width:0}.legend .figure,ul.apart .figure{font-weight:600}.rate{min-width:4.2rem;text-align:right;color:var(--dim);font-variant-numeric:tabular-nums}
.card ul.apart{margin:.4rem 0 .6rem;padding-top:.4rem;border-top:1px solid var(--line)}ul.apart .figure{margin-right:4.45rem}.failed{color:var(--c);font-weight:600}
.code{color:var(--dim);font-size:.85em}
.key{display:flex;flex-wrap:wrap;gap:.15rem 1.25rem;font-size:.875rem;color:var(--dim)}
.chart .out{opacity:.22}.selection{font-size:.925rem;margin:.5rem 0 0}
.halves{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:1rem;align-items:start}
.bars li{display:grid;grid-template-columns:1fr auto;gap:0 .75rem;font-size:.925rem}.bars .share{grid-column:1/-1;height:.5rem;margin:.15rem 0 .55rem}.bars .figure{font-weight:600}
@media(max-width:48rem){.halves{grid-template-columns:minmax(0,1fr)}}
@media print{.flows{grid-template-columns:repeat(3,minmax(0,1fr));gap:4mm}.charts{grid-template-columns:repeat(2,minmax(0,1fr))}.halves{grid-template-columns:minmax(0,1fr)}.card{padding:3mm}.big{font-size:18pt}.status:not(:empty){display:block}}
`;
