import type { Biology } from "../../../domain/inbox/biology.js";
import { escapeHtml } from "../html-escape.js";
import { columnsOf, groupsOf } from "./render.js";
import { shortLabel, wordsOfResult } from "./words.js";

/** The results of a biology report in a page, with the flags that a terminal shows; nothing when it has no structure. */
export function biologyToHtml(biology: Biology): string {
  const { results, comments, partial, warnings } = biology;
  const told = [...(partial ? ["Compte rendu partiel : d'autres résultats sont à venir."] : []), ...warnings];
  const notes = told.map((text) => `<p class="warn">${lines(text)}</p>`);
  if (results.length === 0) return notes.join("\n");
  const groups = groupsOf(results).map(({ path, results: inner }) => {
    const words = inner.map((each) => wordsOfResult(each, true));
    const columns = columnsOf(words);
    const head = columns.map(({ title }) => `<th scope="col">${title}</th>`).join("");
    const rows = words.map((each) => {
      const cells = columns.map(({ of }) => `<td>${of(each).map(lines).join("<br>")}</td>`);
      return `<tr${each.gravity === "none" ? "" : ` class="${each.gravity}"`}>${cells.join("")}</tr>`;
    });
    const remarks = inner.flatMap(({ label, comments: each }) => each.map((text) => noted(shortLabel(label), text)));
    const title = path.length === 0 ? "" : `<h3>${escapeHtml(path.join(" › "))}</h3>`;
    return `${title}<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${rows.join("\n")}</tbody></table></div>${remarks.join("")}`;
  });
  const general = comments.map(({ title, text }) => noted(title, text));
  return `<section><h2>Résultats</h2>\n${[...notes, ...groups, ...general].join("\n")}</section>`;
}

function noted(title: string | null, text: string): string {
  return `<p class="note">✎ ${title === null ? "" : `${escapeHtml(title)} : `}${lines(text)}</p>`;
}

function lines(text: string): string {
  return escapeHtml(text).replace(/\n/g, "<br>");
}
