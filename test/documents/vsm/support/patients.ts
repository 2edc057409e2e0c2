import { draftOf } from "../../../../src/documents/cda/draft-from.js";
import { oidOf } from "../../../../src/documents/cda/oid.js";
import type { VsmDraft } from "../../../../src/documents/vsm/draft.js";
import { MEDICAL_KINDS, MEDICAL_SYSTEMS, type MedicalItem, type MedicalKind } from "../../../../src/domain/medical/medical.js";
import { draft, input, patient, unqualified } from "../../cda/sample.js";

/** mulberry32: the same patients at each run. */
export function randomOf(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const integer = (most: number) => Math.floor(next() * (most + 1));
  const pick = <T>(...from: readonly T[]): T => from[integer(from.length - 1)] as T;
  const chance = (share: number) => next() < share;
  return { next, integer, pick, chance };
}

export type Random = ReturnType<typeof randomOf>;

const PROBLEMS = [
  ["Diabète de type 2", "E11.9", "Diabète sucré de type 2, sans complication"],
  ["HTA", "I10", "Hypertension essentielle (primitive)"],
  ["Angine de poitrine instable", "I20.0", "Angine de poitrine instable"],
  ["BPCO < stade 2 & asthme « mixte »", "J44.9", "Maladie pulmonaire obstructive chronique, sans précision"],
  ["Dépression", "F32.9", "Épisode dépressif, sans précision"],
  ["Pyélonéphrite aiguë", "N10", "Néphrite tubulo-interstitielle aiguë"],
  ["Lombalgie ≥ 3 mois\u00a0; œdème", "M54.5", "Lombalgie basse"],
] as const;
const ACTS = [
  ["Appendicectomie", "HHFA001", "Appendicectomie, par abord de la fosse iliaque"],
  ["Cholécystectomie", "HMFC004", "Cholécystectomie, par cœlioscopie"],
  ["Prothèse totale de hanche D", "NEKA020", "Remplacement de l'articulation coxofémorale par prothèse totale"],
] as const;
const DRUGS = [
  ["METFORMINE 500 mg, comprimé pelliculé", "63564053", "METFORMINE 500 mg", "3400938022209"],
  ["RAMIPRIL 5 mg", "60234100", "RAMIPRIL 5 mg, comprimé sécable", "3400935693099"],
  ["Crème hydratante (préparation)", "61234567", "DEXERYL, crème", "3400930000001"],
] as const;
const WORDS = [
  "Vit seule au 4e étage",
  "Exposition à l'amiante",
  "Refus de transfusion",
  "À revoir si T° > 38,5 °C",
  "漢字 & <b>",
];

/** `1998`, `1998-04` or `1998-04-12`, or nothing. */
function someDate(random: Random): string | null {
  if (random.chance(0.2)) return null;
  const two = (value: number) => String(value).padStart(2, "0");
  const parts = [String(1950 + random.integer(60)), two(1 + random.integer(11)), two(1 + random.integer(27))];
  return parts.slice(0, 1 + random.integer(2)).join("-");
}

/** Resolved later than it began. */
function end(random: Random): string | null {
  return random.chance(0.5) ? null : String(2011 + random.integer(14));
}

/** One item of a kind, coded most of the time. `id` makes its words its own. */
export function someItem(kind: MedicalKind, number: number, random: Random, problems: readonly string[] = []): MedicalItem {
  const coded = random.chance(0.8);
  const base = {
    id: `S${number}`,
    patientId: "P12",
    source: { from: "entered", document: null },
    rowVersion: 1,
    createdAt: "2026-01-01T10:00:00.000Z",
    createdBy: "U1",
    updatedAt: "2026-01-01T10:00:00.000Z",
    closed: false,
    code: null,
    since: someDate(random),
    until: null,
    note: random.chance(0.3) ? `Note privée (${number})` : null,
  } as const;
  const from = <T extends readonly [string, string, string, ...string[]]>(table: readonly T[], system: string) => {
    const row = random.pick(...table);
    return { row, label: `${row[0]} (${number})`, code: coded ? { code: row[1], system, label: row[2] } : null };
  };
  switch (kind) {
    case "problem": {
      const { label, code } = from(PROBLEMS, MEDICAL_SYSTEMS.cim10);
      const closed = random.chance(0.4);
      return { ...base, kind, label, code, closed, until: closed ? end(random) : null };
    }
    case "surgery": {
      const { label, code } = from(ACTS, MEDICAL_SYSTEMS.ccam);
      return { ...base, kind, label, code };
    }
    case "allergy": {
      const allergen = random.pick("drug", "food", "other");
      const { label, code } = from(DRUGS, MEDICAL_SYSTEMS.cis);
      const reaction = random.chance(0.5) ? `Urticaire (${number})` : null;
      return { ...base, kind, label, code: allergen === "drug" ? code : null, allergen, reaction };
    }
    case "habit": {
      const habit = random.pick("tobacco", "alcohol", "drugs", "activity", "diet", "other");
      const unit = habit === "tobacco" ? "{pack}/a" : random.pick("g/d", "h/wk");
      const quantity = random.chance(0.5) ? { value: random.integer(400) / 10, unit } : null;
      const cannabis = { code: "398705004", system: MEDICAL_SYSTEMS.snomed, label: "Cannabis" };
      const code = habit === "drugs" && coded ? cannabis : null;
      return { ...base, kind, label: `${random.pick(...WORDS)} (${number})`, code, habit, quantity, until: end(random) };
    }
    case "occupation":
    case "attention":
      return { ...base, kind, label: `${random.pick(...WORDS)} (${number})` };
    case "family": {
      const { label, code } = from(PROBLEMS, MEDICAL_SYSTEMS.cim10);
      const relative = random.pick("mother", "father", "sibling", "child", "grandparent", "other");
      return { ...base, kind, label, code, relative };
    }
    case "treatment": {
      const { row, label, code } = from(DRUGS, MEDICAL_SYSTEMS.cis);
      const low = (1 + random.integer(7)) / 2;
      const high = low + random.integer(2);
      const dose = { low, high, unit: random.chance(0.7) ? "{tablet}" : null };
      return {
        ...base,
        kind,
        label,
        code,
        until: end(random),
        cip13: random.chance(0.5) ? (row[3] ?? null) : null,
        dosage: random.chance(0.7) ? `1 le matin, 2 le soir si > 140 (${number})` : null,
        schedule: random.chance(0.5) ? { dose, everyHours: random.pick(4, 6, 8, 12, 24, 168) } : null,
        route: random.chance(0.5) ? { code: "20053000", system: "0.4.0.127.0.16.1.1.2.1", label: "Voie orale" } : null,
        reason: problems.length > 0 && random.chance(0.6) ? random.pick(...problems) : null,
      };
    }
  }
}

/**
 * A draft of an invented patient, the same for a seed: from nothing at all (0) to some hundred items. The header changes too: qualified
 * or not, first version or later, with a médecin traitant or without.
 */
export function somePatient(seed: number): VsmDraft {
  const random = randomOf(seed * 7919 + 1);
  const rich = seed % 8;
  const items: MedicalItem[] = [];
  const problems: string[] = [];
  const noneKnown: Partial<Record<MedicalKind, boolean>> = {};
  const left: MedicalKind[] = [];
  for (const kind of MEDICAL_KINDS) {
    const count = random.chance(rich / 9) ? 1 + random.integer(rich * 2) : 0;
    for (let index = 0; index < count; index++) {
      const item = someItem(kind, items.length + 1, random, problems);
      items.push(item);
      if (kind === "problem") problems.push(item.id);
    }
    if (!items.some((item) => item.kind === kind && !item.closed) && random.chance(0.4)) noneKnown[kind] = true;
    if (random.chance(0.08)) left.push(kind);
  }
  const version = 1 + random.integer(2);
  const base = input("SYNTH");
  const id = (part: number) => oidOf(`00000000-0000-4000-8000-${String(seed * 10 + part).padStart(12, "0")}`);
  const header = draftOf({
    ...base,
    patient: random.chance(0.7) ? patient : unqualified,
    document: { ...base.document, title: "Synthèse médicale", uniqueId: id(1), setId: id(2), versionNumber: version },
    replaces: version === 1 ? null : id(3),
  });
  const doctor = {
    id: random.chance(0.7) ? "899700000019" : null,
    familyName: "MARCEAU",
    givenName: random.pick("Hélène", null),
  };
  return {
    header,
    items,
    noneKnown,
    ended: seed % 3 === 0 ? MEDICAL_KINDS : [],
    left,
    medecinTraitant: random.chance(0.8) ? doctor : null,
  };
}

/** A summary with these items, and nothing else. */
export function vsmOf(items: readonly MedicalItem[], change: Partial<VsmDraft> = {}): VsmDraft {
  return { header: draft("SYNTH"), items, noneKnown: {}, ended: [], left: [], medecinTraitant: null, ...change };
}
