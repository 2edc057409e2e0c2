/** What the dashboard adds to the style of our pages. */
export const DASHBOARD_STYLE = `
.days{font-weight:400;color:var(--dim);white-space:nowrap}
.contents ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:1.25rem 0 0;padding:.5rem 0;border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
.filters{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;align-items:center;margin:.75rem 0}.filters fieldset{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;border:0;margin:0;padding:0;flex:0 1 auto}.filters legend{float:left;font-weight:600;margin-right:1.1rem;padding:0}.filters label{display:inline-flex;gap:.4rem;align-items:center;min-height:1.75rem}
.filters input{width:1.1rem;height:1.1rem;accent-color:var(--a);margin:0}.filters select,.filters button{font:inherit;color:inherit;background:var(--card);border:1px solid var(--dim);border-radius:.35rem;padding:.2rem .6rem;min-height:2rem;max-width:100%}.filters button{cursor:pointer}.filters button:hover{background:var(--soft)}
.status{margin:.25rem 0 0;font-weight:600}.status:empty{display:none}
.big{font-size:2.1rem;line-height:1.15;font-weight:700;margin:0 0 .35rem;letter-spacing:-.01em}.big .unit{font-size:.925rem;font-weight:400;color:var(--dim);letter-spacing:0;white-space:nowrap}
.legend,.card ul.apart,.bars,.key{list-style:none;margin:0;padding:0}.legend li,ul.apart li{display:flex;align-items:baseline;gap:.25rem;padding:.12rem 0}.what{flex:1;min-width:0;overflow-wrap:anywhere}.halves tbody th,.breakdown tbody th,.breakdown td,.flows tbody th,.code{overflow-wrap:anywhere}.legend .figure,ul.apart .figure{font-weight:600}.rate{min-width:3.8rem;text-align:right;color:var(--dim);font-variant-numeric:tabular-nums}
.card ul.apart{margin:.4rem 0 .6rem;padding-top:.4rem;border-top:1px solid var(--line)}.rows{display:grid;grid-row:span 2;grid-template-rows:subgrid;row-gap:0}.rows>div{min-width:0}
.identities{grid-template-columns:repeat(auto-fill,minmax(min(15rem,100%),1fr))}
.breakdown{margin-top:.75rem;padding:.6rem 1.1rem}.breakdown th:nth-child(-n+2),.breakdown td:nth-child(-n+2){width:22%}.breakdown tbody th{min-width:7.2rem}.breakdown td:nth-child(2){min-width:6.2rem}.breakdown h3{margin:0}.breakdown .wide{margin:0}
.failed{color:var(--c);font-weight:600}
.code{display:inline-block;max-width:100%;color:var(--dim);font-size:.85em}
.key{display:flex;flex-wrap:wrap;gap:.15rem 1.25rem;font-size:.875rem;color:var(--dim)}
.chart .out{opacity:.22}.selection{font-size:.925rem;margin:.5rem 0 0}
.halves th:first-child{min-width:11rem}.halves{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:1rem;align-items:start}
.bars li{display:grid;grid-template-columns:1fr auto;gap:0 .75rem;font-size:.925rem}.bars .share{grid-column:1/-1;height:.5rem;margin:.15rem 0 .55rem}.bars .figure{font-weight:600}
@media(max-width:48rem){.halves{grid-template-columns:minmax(0,1fr)}}
@media(min-width:48.01rem){thead .number{white-space:nowrap}}
@media print{.part>p.dim,.key{break-after:avoid}.flows,.charts{display:block}.flows .card,.charts .card{display:block;margin:0 0 4mm}.identities{grid-template-columns:repeat(2,minmax(0,1fr))}.halves{grid-template-columns:minmax(0,1fr)}.card{padding:3mm}.big{font-size:18pt}
.rows>div{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:0 6mm;align-items:start}.rows details:first-child{border:0;margin:0;padding:0}thead .number{white-space:normal}
.charts details{grid-column:2;grid-row:1/span 2;border:0;margin:0;padding:0}.charts .rows>div{grid-template-columns:minmax(0,2fr) minmax(0,3fr);grid-template-rows:auto 1fr}.flows table,.charts table{font-size:8pt;line-height:1.2}.flows thead th,.charts thead th{font-size:7.5pt}.part:has(.long){break-before:page}.flows details{border:0;margin-top:.2rem;padding-top:.2rem}.flows .drill thead{display:none}.charts tbody th{white-space:nowrap}.charts th,.charts td{padding:.1rem .25rem}}
`;
