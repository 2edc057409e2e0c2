import { shareBar } from "../../../documents/html/chart.js";
import { html } from "../../../documents/html/markup.js";
import { figure, table } from "../../../documents/html/table.js";
import type { DashboardReport } from "../report.js";
import { labelOf, legend, type Part, part } from "./part.js";

/** Received documents and how they were filed (MSS/UX.16 of the draft). */
export function inboxPart({ inbox }: DashboardReport): Part | null {
  if (inbox === null) return null;
  const lines = [
    { tone: "a" as const, label: "Classés automatiquement", value: inbox.automatic, name: "inbox.automatic" },
    { tone: "e" as const, label: "Classés à la main", value: inbox.byHand, name: "inbox.byHand" },
    { tone: "b" as const, label: "À classer", value: inbox.waiting, name: "inbox.waiting" },
    { tone: "d" as const, label: "Mis de côté ou déjà là", value: inbox.setAside, name: "inbox.setAside" },
    { tone: "c" as const, label: "En quarantaine", value: inbox.quarantined, name: "inbox.quarantined" },
  ];
  const kinds = table({
    caption: "Par type de document reçu",
    captionHidden: true,
    sortable: true,
    columns: [
      {
        label: "Type",
        cell: labelOf,
        sortsBy: ({ label }) => label,
      },
      { name: "total", label: "Reçus", kind: "number", cell: ({ count }) => count },
      { name: "automatic", label: "Automatique", kind: "number", cell: ({ automatic }) => automatic },
      { name: "byHand", label: "À la main", kind: "number", cell: ({ byHand }) => byHand },
      { name: "waiting", label: "À classer", kind: "number", cell: ({ waiting }) => waiting },
    ],
    rows: inbox.kinds,
    data: ({ code }) => ({ kind: code }),
    empty: "Aucun document reçu sur la période.",
  });
  return part(
    "reception",
    "Documents reçus par messagerie",
    "Ce que la boîte aux lettres MSSanté a apporté, et qui l'a classé.",
    ["inbox"],
    html`<div class="halves"><div class="card">
<p class="big">${figure("inbox.total", inbox.total)} <span class="unit">${inbox.total < 2 ? "document reçu" : "documents reçus"}</span></p>
${shareBar("part-inbox", lines)}${legend("cle-inbox", lines, inbox.total)}
</div><div class="card"><h3>Par type de document</h3>${kinds}</div></div>`,
  );
}
