import { counted, instantInWords } from "../../documents/html/words.js";
import { typeOf } from "../../documents/vocabularies/types.js";
import { knownWord } from "../../domain/known-word.js";
import type { ZoneOffset } from "../../domain/local-time.js";
import type { EvidenceItem, MomEvidence } from "./evidence.js";
import { countedWords, frenchDay, reasonLabel, serviceLabel, shownOf } from "./labels.js";

/** A table of the report: French headings, cells as text. */
export interface WordsTable {
  readonly columns: readonly { readonly label: string; readonly share: number; readonly align?: "right" }[];
  readonly rows: readonly (readonly string[])[];
}

export interface WordsSection {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly table: WordsTable | null;
}

/** The evidence in French, which the page and the PDF draw: the same words in both. */
export interface EvidenceWords {
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly notices: readonly string[];
  readonly sections: readonly WordsSection[];
}

const ENVIRONMENTS: Readonly<Record<string, string>> = {
  sandbox: "bac à sable (essai)",
  bas: "qualification (essai)",
  production: "production",
};
const VERDICTS = { met: "atteint", not_met: "pas atteint", unknown: "ne peut pas être déterminé" } as const;

/** @param sha256 of the canonical JSON */
export function evidenceWords(evidence: MomEvidence, sha256: string, zone: ZoneOffset): EvidenceWords {
  const { cabinet, since, madeAt, verdict, thresholds, journal, practitioners, notices, reasons } = evidence;
  return {
    title: "Mise en ordre de marche : dossier de preuve",
    facts: [
      { label: "Verdict", value: VERDICTS[verdict] },
      { label: "Environnement", value: knownWord(ENVIRONMENTS, cabinet.environment) ?? cabinet.environment },
      { label: "Structure", value: cabinet.structure ?? "non renseignée" },
      { label: "Installation", value: cabinet.instanceId },
      { label: "Établi le", value: instantInWords(madeAt, zone) },
      { label: "Compté depuis", value: since === null ? "le début" : `le ${frenchDay(since)}` },
      { label: "Seuils", value: `version ${thresholds.version} du ${frenchDay(thresholds.date)}. ${thresholds.source}` },
    ],
    notices: [...reasons.map(({ code, message }) => `${message} (${code})`), ...notices],
    sections: [...practitioners.flatMap((each) => practitionerSections(each, evidence)), proofSection(sha256, journal)],
  };
}

function practitionerSections(
  { rpps, met, indicators }: MomEvidence["practitioners"][number],
  { since }: MomEvidence,
): readonly WordsSection[] {
  const figures: WordsSection = {
    title: `Praticien RPPS ${rpps} : ${met ? "atteint" : "pas atteint"}`,
    paragraphs: [],
    table: {
      columns: [
        { label: "Indicateur", share: 5 },
        { label: "Comptés", share: 1, align: "right" },
        { label: "Voulus", share: 1, align: "right" },
        { label: "Manquent", share: 1, align: "right" },
        { label: "Atteint", share: 1 },
      ],
      rows: indicators.map(({ service, counted: all, wanted, missing, met: done }) => [
        serviceLabel(service),
        String(all),
        String(wanted),
        String(missing),
        done ? "oui" : "non",
      ]),
    },
  };
  const details = indicators.map(({ service, counted: all, items, others }): WordsSection => {
    const part = shownOf(items.length, all);
    const shown = items.length === 0 || part === null ? "" : `, ${part}`;
    const rest = others.map(({ reason, count, newest }) => {
      const examples = newest.map(({ exchange, document }) => (document === null ? exchange : `${exchange} ${document}`));
      return `Ne comptent pas, ${reasonLabel(reason, since)} : ${count} (${examples.join(", ")}${count > newest.length ? ", …" : ""}).`;
    });
    const none = items.length === 0 ? ["Aucun ne compte."] : [];
    return {
      title: `${serviceLabel(service)}, RPPS ${rpps} : ${countedWords(service, all)}${shown}`,
      paragraphs: [...none, ...rest],
      table: items.length === 0 ? null : itemsTable(items),
    };
  });
  return [figures, ...details];
}

function itemsTable(items: readonly EvidenceItem[]): WordsTable {
  return {
    columns: [
      { label: "Envoi", share: 1.2 },
      { label: "Pièce", share: 1.2 },
      { label: "Jour", share: 2 },
      { label: "Type", share: 4 },
      { label: "Identité", share: 1.5 },
      { label: "Ligne du journal", share: 1.6 },
      { label: "Empreinte", share: 5 },
    ],
    rows: items.map(({ exchange, document, day, type, identityStatus, trace, digest }) => [
      exchange,
      document ?? "",
      frenchDay(day),
      typeWords(type),
      identityStatus === "qualifiee" ? "qualifiée" : (identityStatus ?? ""),
      trace,
      digest ?? "ligne purgée selon les règles",
    ]),
  };
}

function typeWords(code: string | null): string {
  if (code === null) return "";
  const label = typeOf(code)?.code.label;
  return label === undefined ? code : `${label} (${code})`;
}

function proofSection(sha256: string, { head, lines, purged }: MomEvidence["journal"]): WordsSection {
  return {
    title: "Vérifier cette preuve",
    paragraphs: [
      `Le journal du cabinet a été relu en entier au moment de ce dossier. Il tient : ${counted(lines, "ligne")}, ${counted(purged, "purgée")} selon les règles.`,
      `Tête du journal : ${head}`,
      `SHA-256 du dossier (JSON) : ${sha256}`,
      `Sur le poste du cabinet : segur journal verify --expect ${head}`,
      "Le dossier JSON, comparé ligne à ligne au journal : segur mom report --check FICHIER",
    ],
    table: null,
  };
}
