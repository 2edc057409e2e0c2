import { plural } from "../ins/plural.js";
import { itemsOf, numberOf, textOf } from "./inside.js";
import type { Player } from "./player.js";

/** What the practice counts, and whether it is in working order. */
export async function figures(
  player: Player,
  table: (headings: readonly string[], rows: readonly (readonly string[])[]) => string,
): Promise<boolean> {
  await player.play({
    name: "dashboard",
    title: "Le tableau de bord du mois",
    commands: [{ words: ["dashboard"] }],
    tell: ([ran]) => {
      const services = itemsOf(ran?.data ?? {}, "services");
      const columns = ["total", "qualified", "notQualified", "failed"];
      const rows = services.map((each) => [textOf(each, "label"), ...columns.map((key) => String(numberOf(each, key)))]);
      return {
        lines: [table(["Documents", "Total", "INS qualifiée", "Non qualifiée", "Échecs"], rows).trimEnd()],
        figures: Object.fromEntries(services.map((each) => [textOf(each, "service"), numberOf(each, "qualified")])),
      };
    },
  });
  const checked = await player.play({
    name: "mom.check",
    title: "La mise en ordre de marche (MOM)",
    commands: [{ words: ["mom", "check"] }],
    tell: ([ran]) => {
      const indicators = itemsOf(ran?.data ?? {}, "practitioners").flatMap((each) => itemsOf(each, "indicators"));
      const rows = indicators.map((each) => [
        textOf(each, "label"),
        String(numberOf(each, "counted")),
        String(numberOf(each, "wanted")),
        each.met === true ? "oui" : "non",
      ]);
      const met = ran?.data.verdict === "met";
      const people = itemsOf(ran?.data ?? {}, "practitioners").length;
      return {
        lines: [
          table(["Indicateur", "Comptés", "Voulus", "Atteint"], rows).trimEnd(),
          met ? `Atteinte pour ${plural(people, "praticien", "praticiens")}.` : "Pas atteinte.",
        ],
        figures: { met, ...Object.fromEntries(indicators.map((each) => [textOf(each, "service"), numberOf(each, "counted")])) },
      };
    },
  });
  return checked[0]?.data.verdict === "met";
}
