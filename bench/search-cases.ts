import type { FilterExpression } from "../src/domain/filters.js";
import { searchTokens } from "../src/domain/identity/search-tokens.js";
import type { NewPatient } from "../src/domain/patient.js";
import { writeCursor } from "../src/store/patients/cursor.js";
import type { NameField, PatientQuery } from "../src/store/patients.port.js";
import { pick, type Random } from "./french-patients.js";

export interface Kind {
  readonly label: string;
  readonly make: () => PatientQuery;
  /** Cursor of the page before the one measured. */
  readonly after?: string;
}

const NAMES = ["any", "any", "any"] as const;
const INS_KO: FilterExpression = { field: "lastInsi", in: ["01", "02", "KO", "error"] };
const RCP_PLANNED: FilterExpression = { field: "rcpPlanned", notBefore: { date: "2026-11-23" } };

/** The rule of product.md §5: ALD or a chronic diagnosis, and no VSM or one older than a year. */
const VSM_DUE: FilterExpression = {
  all: [
    {
      any: [
        { field: "ald", is: true },
        { field: "diagnoses", startsWith: ["C", "E11", "I10", "I50"] },
      ],
    },
    {
      any: [
        { field: "lastVsm", is: null },
        { field: "lastVsm", before: { date: "2025-11-23" } },
      ],
    },
  ],
};

/** Searches as people make them, on patients drawn from the store: a frequent name comes as often as it is borne. */
export function usualKinds(sample: readonly NewPatient[], rnd: Random): Kind[] {
  const traits = () => pick(sample, rnd).identity.traits;
  /** The first `lengths[i]` letters of the name and given names of one person. */
  const typed =
    (lengths: readonly number[], fields: readonly NameField[] = NAMES) =>
    () => {
      let person = traits();
      while (person.birthGivenNames.length < lengths.length - 1) person = traits();
      const words = [person.birthName, ...person.birthGivenNames];
      return { names: lengths.map((length, index) => term(words[index] ?? "", length, fields[index])) };
    };
  const kinds: Record<string, Kind["make"]> = {
    "un terme, 1 lettre": typed([1]),
    "un terme, 2 lettres": typed([2]),
    "un terme, 3 lettres": typed([3]),
    "un terme, 5 lettres": typed([5]),
    "un terme, nom entier": typed([40]),
    "deux termes, 1 + 1 lettre": typed([1, 1]),
    "deux termes, 2 + 2 lettres": typed([2, 2]),
    "deux termes, 3 + 2 lettres": typed([3, 2]),
    "deux termes entiers": typed([40, 40]),
    "trois termes, 3 + 3 + 3 lettres": typed([3, 3, 3]),
    "trois termes entiers": typed([40, 40, 40]),
    "nom + prénom, 3 + 3 lettres": typed([3, 3], ["name", "givenName"]),
    "nom + prénom entiers": typed([40, 40], ["name", "givenName"]),
    "nom utilisé, 3 lettres": typed([3], ["usedName"]),
    "date de naissance": () => ({ names: [], birthDate: traits().birthDate }),
    "date + nom": () => {
      const { birthName, birthDate } = traits();
      return { names: [term(birthName, 3)], birthDate };
    },
    matricule: () => {
      let patient = pick(sample, rnd);
      while (patient.identity.ins === null) patient = pick(sample, rnd);
      return { names: [], matricule: patient.identity.ins.matricule };
    },
    dossier: () => ({ names: [], fileNumber: pick(sample, rnd).fileNumber ?? "" }),
    "absent, un terme": fixed("zzqx"),
    "absent, deux termes": fixed("marie zzqx"),
    "sans critère": () => ({ names: [] }),
    "filtre ins-ko": under(INS_KO),
    "filtre KO seul": under({ field: "lastInsi", is: "KO" }),
    "filtre ins-02 (aucun)": under({ field: "lastInsi", is: "02" }),
    "filtre ins-never": under({ field: "lastInsi", is: null }),
    "filtre rcp": under({ any: [RCP_PLANNED, { field: "rcpDone", notBefore: { date: "2026-01-01" } }] }),
    "filtre vsm-due": under(VSM_DUE),
    "filtre douteuse": under({ field: "douteuse", is: true }),
    "filtre ins-ko + nom entier": () => ({ ...typed([40])(), filter: INS_KO }),
    "filtre rcp + nom entier": () => ({ ...typed([40])(), filter: RCP_PLANNED }),
    "filtre vsm-due + nom entier": () => ({ ...typed([40])(), filter: VSM_DUE }),
  };
  return Object.entries(kinds).map(([label, make]) => ({ label, make }));
}

/** The worst we could think of: long lists of the index that hardly meet, work lists where almost nobody is due. */
export function worstKinds(sample: readonly NewPatient[], rnd: Random, count: number): Kind[] {
  const name = (length: number) => term(pick(sample, rnd).identity.traits.birthName, length);
  const given = (length: number) => term(pick(sample, rnd).identity.traits.firstBirthGivenName, length);
  const kinds: Record<string, Kind["make"]> = {
    "nom MARIE (prénom très fréquent)": fixed("marie", "name"),
    "nom MAR et prénom MAR": () => ({ names: [term("MAR", 3, "name"), term("MAR", 3, "givenName")] }),
    "nom LE et prénom JEAN": () => ({ names: [term("LE", 2, "name"), term("JEAN", 4, "givenName")] }),
    "prénoms MARIE et ISABELLE": fixed("marie isabelle"),
    "MA et JE et PI": fixed("ma je pi"),
    "1er janvier + nom": () => ({ names: [name(3)], birthDate: "1960-01-01" }),
    "trois personnes, 3 + 3 + 3 lettres": () => ({ names: [name(3), given(3), given(3)] }),
    "trois personnes, 2 + 2 + 2 lettres": () => ({ names: [name(2), name(2), given(2)] }),
    "filtre ins-ko + MAR": under(INS_KO, "mar"),
    "filtre rcp + MARTIN (et MARTINE)": under(RCP_PLANNED, "martin"),
    "filtre vsm-due + MARTIN (et MARTINE)": under(VSM_DUE, "martin"),
    "filtre KO + JEAN": under({ field: "lastInsi", is: "KO" }, "jean"),
    "ALD, 1 VSM sur 1500 à refaire": under({
      all: [
        { field: "ald", is: true },
        { field: "lastVsm", before: { date: "2025-01-02" } },
      ],
    }),
  };
  const deep = {
    label: "MAR, page profonde",
    make: fixed("mar"),
    after: writeCursor({ order: "file", row: Math.floor(count * 0.9) }),
  };
  return [...Object.entries(kinds).map(([label, make]) => ({ label, make })), deep];
}

function term(word: string, length: number, field: NameField = "any") {
  return { field, token: (searchTokens(word)[0] ?? "").slice(0, length) };
}

function fixed(tokens: string, field: NameField = "any"): Kind["make"] {
  return () => ({ names: tokens.split(" ").map((token) => ({ field, token })) });
}

function under(filter: FilterExpression, token?: string): Kind["make"] {
  return () => ({ names: token === undefined ? [] : [{ field: "any", token }], filter });
}
