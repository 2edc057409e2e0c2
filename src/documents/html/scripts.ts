/**
 * Makes the columns of `table[data-sortable]` sortable: each heading becomes a button, `aria-sort` says the order, the line of totals
 * stays last. Equal rows keep the order that they had. Numbers by value, from the greatest; texts as French sorts them. A table without a
 * script is complete.
 */
export const SORT_SCRIPT = `for (const table of document.querySelectorAll("table[data-sortable]")) {
  const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0];
  heads.forEach((head, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const isNumber = head.classList.contains("number");
      const order = head.getAttribute("aria-sort");
      const down = order === null ? isNumber : order === "ascending";
      const key = (row) => row.cells[index].dataset.value ?? row.cells[index].textContent.trim();
      const compare = isNumber ? (x, y) => key(x) - key(y) : (x, y) => key(x).localeCompare(key(y), "fr", { numeric: true });
      for (const each of heads) each.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      body.append(...[...body.rows].sort((x, y) => (down ? -compare(x, y) : compare(x, y))));
    });
  });
}
`;

/** What is folded is printed too, and folded again after: for browsers whose stylesheet cannot unfold it. */
export const PRINT_SCRIPT = `let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("details:not([open])")];
  for (const each of unfolded) each.open = true;
});
addEventListener("afterprint", () => { for (const each of unfolded) each.open = false; });
`;

/** A table that fits needs no stop of the Tab key: only one that scrolls does. */
export const SCROLL_SCRIPT = `{
  const set = () => {
    for (const each of document.querySelectorAll(".wide")) each.tabIndex = each.scrollWidth > each.clientWidth ? 0 : -1;
  };
  addEventListener("resize", set);
  document.addEventListener("toggle", set, true);
  set();
}
`;
