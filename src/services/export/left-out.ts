import type { ExportCabinet } from "./cabinet.js";
import type { Tally } from "./tally.js";
import type { ExportRequest } from "./write.js";

/** Something of the cabinet that is not in an export, and why. */
export interface LeftOut {
  /** Stable. */
  readonly what:
    | "appointments"
    | "notes"
    | "medical"
    | "vsm"
    | "documents"
    | "pdfa"
    | "inbox"
    | "unfiled"
    | "urgent"
    | "secrets"
    | "ins";
  /** French. */
  readonly why: string;
  /** How many, where it can be counted. */
  readonly count: number | null;
}

/** What is left out of an export, always told (docs/export-format.md). */
export function leftOut({
  request,
  medical,
  outside,
  unfiled,
  tally: { withoutPdfA, withoutVsm, withoutMedical },
}: {
  readonly request: ExportRequest;
  /** Who exports may see medical data. */
  readonly medical: boolean;
  readonly outside: number;
  /** Of an export of the whole cabinet; null: of some patients only. */
  readonly unfiled: Unfiled | null;
  readonly tally: Tally;
}): readonly LeftOut[] {
  const told: LeftOut[] = [
    { what: "appointments", why: "Ce logiciel ne tient pas d'agenda : il n'y a pas de rendez-vous à exporter.", count: null },
    {
      what: "inbox",
      why: "Ce qui n'est dans le dossier d'aucun patient : messages à classer, quarantaine, file d'envoi, listes lues dans les DMP.",
      count: null,
    },
    ...notFiled(unfiled),
    { what: "ins", why: "Le matricule INS d'une identité qui n'est pas qualifiée ne sort pas (INS/va1.53).", count: null },
    { what: "secrets", why: "Mots de passe, clés, jetons et réglages des téléservices restent dans le cabinet.", count: null },
  ];
  if (!request.withNotes) {
    told.push({ what: "notes", why: "Les notes ne sortent que si on les demande (--with-notes).", count: null });
  }
  if (!medical) {
    told.push({
      what: "medical",
      why: "Données médicales, diagnostics, ALD et synthèses (établies ou reçues) : qui a fait l'export n'a pas le droit medical.",
      count: withoutMedical > 0 ? withoutMedical : null,
    });
  }
  if (outside > 0) told.push({ what: "documents", why: "Documents d'actes hors de la période demandée.", count: outside });
  if (withoutVsm > 0) {
    told.push({
      what: "vsm",
      why: "Synthèses médicales qui n'ont pas pu être établies : un médecin en répond, avec son RPPS (DOC/va1.14). Les données y sont.",
      count: withoutVsm,
    });
  }
  if (withoutPdfA > 0) {
    told.push({
      what: "pdfa",
      why: "Documents sans forme PDF/A-1 : l'original y est ; la raison de chacun est dans documents.json (pdfFault).",
      count: withoutPdfA,
    });
  }
  return told;
}

/** Received documents that are in nobody's file, and those of them that tell an urgent result which nobody resolved. */
export interface Unfiled {
  readonly documents: number;
  readonly urgent: number;
}

export async function unfiledNow({ inbox }: Pick<ExportCabinet, "inbox">): Promise<Unfiled> {
  const waiting = (await inbox.tally()).documents.filter(({ state }) => WAITING.has(state));
  const urgent = waiting.filter(({ level, alert }) => level === "urgent" && alert !== "resolved");
  const sum = (lines: typeof waiting) => lines.reduce((all, { count }) => all + count, 0);
  return { documents: sum(waiting), urgent: sum(urgent) };
}

const WAITING: ReadonlySet<string> = new Set(["new", "new_version", "deletion", "quarantined"]);

function notFiled(unfiled: Unfiled | null): readonly LeftOut[] {
  const told: LeftOut[] = [];
  if (unfiled === null) return told;
  const { documents, urgent } = unfiled;
  if (documents > 0) {
    told.push({
      what: "unfiled",
      why: "Documents reçus qui ne sont classés dans aucun dossier : à classer avant l'export (segur inbox list).",
      count: documents,
    });
  }
  if (urgent > 0) {
    told.push({
      what: "urgent",
      why: "Dont résultats critiques que personne n'a résolus (segur inbox list --alert=urgent --unresolved).",
      count: urgent,
    });
  }
  return told;
}
