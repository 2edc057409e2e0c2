/**
 * The filters. Shows its controls, hides what is not chosen, counts again the totals of the rows that remain, and says what is shown in
 * the status line. Reads and writes the page only: no data, no storage, no address.
 */
export const FILTER_SCRIPT = `{
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const control = (name) => document.querySelector("select[data-filter=" + name + "]");
  const boxes = all("input[data-filter=service]"), selects = all("select[data-filter]"), status = document.querySelector("[data-status]");
  const french = (value) => String(value).replace(/\\B(?=(\\d{3})+$)/g, "\\u202f");
  const chosenText = (select) => select.selectedOptions[0].textContent;
  const labelOf = (box) => box.parentElement.textContent.trim();
  const isFirst = (select) => select === null || select.selectedIndex === 0;
  const isLast = (select) => select === null || select.selectedIndex === select.length - 1;

  for (const each of all("[data-controls]")) each.hidden = false;
  for (const each of [...boxes, ...selects]) each.addEventListener("change", (event) => apply(event.target));
  document.querySelector("[data-reset]")?.addEventListener("click", () => {
    for (const box of boxes) box.checked = true;
    for (const select of selects) select.selectedIndex = select.dataset.filter === "to" ? select.length - 1 : 0;
    apply(null);
  });

  function apply(changed) {
    const from = control("from"), to = control("to");
    // A range upside down: the other end follows the one that was moved.
    if (from !== null && to !== null && from.selectedIndex > to.selectedIndex) {
      if (changed === to) from.selectedIndex = to.selectedIndex;
      else to.selectedIndex = from.selectedIndex;
    }
    const off = new Set(boxes.filter((box) => !box.checked).map((box) => box.value));
    for (const each of all("[data-service]")) each.hidden = off.has(each.dataset.service);
    for (const each of all("[data-parts]")) each.hidden = each.dataset.parts.split(" ").every((one) => off.has(one));
    if (from !== null && to !== null) {
      for (const each of all("[data-trend] [data-month]")) {
        const isOut = each.dataset.month < from.value || each.dataset.month > to.value;
        if (each.matches("tr")) each.hidden = isOut;
        else each.classList.toggle("out", isOut);
      }
    }
    for (const row of all("[data-breakdown] tbody tr")) {
      const isKept = ["rpps", "finess"].every((name) => {
        const select = control(name);
        return select === null || select.value === "*" || select.value === row.dataset[name];
      });
      row.hidden = !isKept;
    }
    for (const table of all("[data-trend] table, [data-breakdown] table")) count(table);
    for (const each of all("[data-selection]")) {
      const foot = each.closest("[data-trend]").querySelector("tfoot tr");
      const [total, qualified, , failed] = [...foot.cells].slice(1).map((cell) => cell.textContent);
      each.querySelector("[data-sum=total]").textContent = total;
      each.querySelector("[data-sum=qualified]").textContent = qualified;
      each.querySelector("[data-sum=failed]").textContent = failed;
    }
    tell(off, from, to);
  }

  function count(table) {
    const foot = table.tFoot.rows[0], rows = [...table.tBodies[0].rows].filter((row) => !row.hidden);
    [...foot.cells].forEach((cell, index) => {
      if (cell.dataset.value === undefined) return;
      const sum = rows.reduce((total, row) => total + Number(row.cells[index].dataset.value), 0);
      cell.dataset.value = sum;
      cell.textContent = french(sum);
    });
  }

  function tell(off, from, to) {
    const said = [];
    if (off.size > 0) said.push("parties affichées : " + (boxes.filter((box) => box.checked).map(labelOf).join(", ") || "aucune"));
    if (!isFirst(from) || !isLast(to)) said.push("évolution : " + (from.value === to.value ? chosenText(from) : "de " + chosenText(from) + " à " + chosenText(to)));
    const person = control("rpps"), place = control("finess");
    if (!isFirst(person)) said.push("praticien : " + chosenText(person));
    if (!isFirst(place)) said.push("structure : " + chosenText(place));
    if (!isFirst(person) || !isFirst(place)) {
      const rows = all("[data-breakdown]:not([hidden]) tbody tr"), shown = rows.filter((row) => !row.hidden).length;
      said.push(french(shown) + " ligne" + (shown < 2 ? "" : "s") + " sur " + french(rows.length));
    }
    status.textContent = said.length === 0 ? "Tout est affiché." : "Affichage filtré — " + said.join(" ; ") + ".";
  }
}
`;
