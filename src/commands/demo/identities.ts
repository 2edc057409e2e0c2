import { localInstant, machineZone } from "../../domain/local-time.js";
import type { Patient } from "../../domain/patient.js";
import type { CommandContext } from "../context.js";
import { plural } from "../ins/plural.js";
import { tooFewQualified } from "./errors.js";
import { itemsOf, numberOf, textOf } from "./inside.js";
import type { Player } from "./player.js";

/** Documents that a practice must have deposited, and messages sent, to be in working order (issue 7, section 3). */
export const WANTED = 10;
/** With eight calls in flight two hundred people take a few seconds. */
const CONCURRENCY = "8";

/** The file of another software: imported, checked before any call, qualified. */
export async function identities(player: Player, context: CommandContext, file: string): Promise<void> {
  await player.play({
    name: "patient.import",
    title: "Les patients d'un autre logiciel",
    commands: [{ words: ["patient", "import", file], accepts: [3] }],
    tell: ([ran]) => {
      const [created, refused] = ["created", "refused"].map((key) => numberOf(ran?.data ?? {}, "outcomes", key));
      const no = refused ? `, ${plural(refused, "ligne refusée", "lignes refusées")} (un matricule faux, par exemple)` : "";
      return {
        lines: [`${plural(created ?? 0, "patient importé", "patients importés")}${no}.`],
        figures: { imported: created ?? 0, refused: refused ?? 0 },
      };
    },
  });
  await player.play({
    name: "ins.check",
    title: "Ce qui échouera, sans appeler personne",
    commands: [{ words: ["ins", "check"], accepts: [3] }],
    tell: ([ran]) => {
      const of = (key: string) => numberOf(ran?.data ?? {}, "predictions", key);
      const first = itemsOf(ran?.data ?? {}, "problems").find((each) => each.level !== "info");
      return {
        lines: [
          `${plural(of("ready"), "prêt", "prêts")}, ${plural(of("risk"), "risque", "risquent")} de ne pas être trouvé${of("risk") < 2 ? "" : "s"}. Surtout :`,
          ...(first === undefined ? [] : [`  ${textOf(first, "message")} (${numberOf(first, "count")})`]),
        ],
        figures: { ready: of("ready"), risk: of("risk"), blocked: of("blocked") },
      };
    },
  });
  await player.play({
    name: "ins.qualify",
    title: "L'identité nationale de chacun (INS)",
    commands: [{ words: ["ins", "qualify", "--filter", "ins-never", "--concurrency", CONCURRENCY], accepts: [3] }],
    tell: async ([ran]) => {
      const of = (key: string) => numberOf(ran?.data ?? {}, "outcomes", key);
      const qualified = await count(context, player, "qualifiee");
      const recovered = await count(context, player, "recuperee");
      return {
        lines: [
          `${plural(of("found"), "trouvé", "trouvés")}, ${of("review")} à valider par une personne, ${plural(of("not_found"), "non trouvé", "non trouvés")}.`,
          `${plural(qualified, "identité qualifiée", "identités qualifiées")} (une pièce d'identité était déjà vue), ${recovered} où il ne manque que la pièce.`,
        ],
        figures: {
          run: textOf(ran?.data, "run"),
          found: of("found"),
          review: of("review"),
          notFound: of("not_found"),
          several: of("several"),
          errors: of("error"),
          qualified,
          recovered,
        },
      };
    },
  });
  await player.play({
    name: "ins.review",
    title: "Ce qu'une personne doit décider",
    commands: [{ words: ["ins", "review", "--list"] }],
    tell: ([ran]) => {
      const waiting = itemsOf(ran?.data ?? {});
      const [first] = waiting;
      const lines =
        first === undefined
          ? ["Rien : toutes les réponses concordaient."]
          : [
              `${plural(waiting.length, "réponse attend", "réponses attendent")} : un trait diffère plus que par un accent. Rien n'est accepté seul.`,
            ];
      return { lines, figures: { waiting: waiting.length } };
    },
  });
}

/** Somebody at the desk, with her identity card; the DMP of the sandbox has documents of hers. @returns her identifier */
export async function atTheDesk(player: Player, context: CommandContext): Promise<string> {
  const traits = [
    "--birth-name",
    "Nessi",
    "--first-given-name",
    "Ruth",
    "--birth-date",
    "14/07/1977",
    "--sex",
    "F",
    "--birth-place",
    "63220",
  ];
  const created = await player.play({
    name: "patient.create",
    title: "Une patiente se présente, sa carte d'identité en main",
    commands: [{ words: ["patient", "create", ...traits] }],
    tell: ([ran]) => ({
      lines: [`${textOf(ran?.data, "id")} : RUTH NESSI, identité provisoire.`],
      figures: { patient: textOf(ran?.data, "id") },
    }),
  });
  const id = textOf(created[0]?.data, "id");
  const now = context.clock.now();
  const today = localInstant(now.toISOString(), machineZone(now)).slice(0, 10);
  await player.play({
    name: "ins.qualify.one",
    title: "Son identité est demandée à INSi, et sa carte notée",
    commands: [
      { words: ["ins", "qualify", id, "--proof-type", "CN", "--proof-date", today, "--proof-by", "Dr Paul MARCEAU", "--yes"] },
    ],
    tell: ([ran]) => ({
      lines: [`${id} : trouvée par INSi, carte nationale d'identité vue : identité qualifiée. Ses documents peuvent partir.`],
      figures: { patient: id, qualified: textOf(ran?.data, "status") === "qualifiee" },
    }),
  });
  return id;
}

/** Qualified patients, the named one first: as many as there are documents to send. @throws {SegurError} `demo.too_few_qualified` */
export async function qualifiedPatients(player: Player, context: CommandContext, first: string): Promise<readonly string[]> {
  const found = [first];
  for await (const { id } of walk(context, player, "qualifiee")) {
    if (found.length === WANTED) break;
    if (id !== first) found.push(id);
  }
  if (found.length < WANTED) throw tooFewQualified(found.length, WANTED);
  return found;
}

async function count(context: CommandContext, player: Player, status: "qualifiee" | "recuperee"): Promise<number> {
  let found = 0;
  for await (const _ of walk(context, player, status)) found += 1;
  return found;
}

async function* walk(context: CommandContext, player: Player, is: "qualifiee" | "recuperee"): AsyncGenerator<Patient> {
  yield* (await context.cabinet(player.cabinet)).patients.walk({ field: "status", is });
}
