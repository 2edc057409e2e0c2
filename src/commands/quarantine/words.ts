import type { IdentityField } from "../../domain/document/compare-identity.js";
import type { Origin } from "../../domain/document/document.js";
import type { quarantinedOne } from "../../services/quarantine/quarantine.js";

export type Line = Awaited<ReturnType<typeof quarantinedOne>>;

export const ORIGIN_WORDS: Readonly<Record<Origin, string>> = { local: "cabinet", dmp: "DMP", mss: "MSSanté" };

export const STATE_WORDS: Readonly<Record<Line["state"], string>> = {
  waiting: "à décider",
  discarded: "écarté",
  released: "repris",
};

const REASON_WORDS: Readonly<Record<string, string>> = {
  hash_mismatch: "empreinte fausse",
  size_mismatch: "taille fausse",
  other_patient: "autre patient",
  several_patients: "plusieurs patients",
  traits_differ: "traits différents",
  unreadable: "illisible",
};

export const FIELD_WORDS: Readonly<Record<IdentityField, string>> = {
  ins: "matricule INS",
  birthName: "nom de naissance",
  firstBirthGivenName: "premier prénom de naissance",
  birthDate: "date de naissance",
  sex: "sexe",
  birthPlace: "lieu de naissance",
};

/** What a person does next, by reason: altered bytes are asked for again, and never taken as they are. */
export function nextSteps({ id, reason, patientId }: Line): readonly string[] {
  const patient = patientId ?? "PATIENT";
  const again = `Redemandez-le : segur dmp list ${patient} --refresh, puis segur dmp pull X…`;
  const discard = `Pour l'écarter : segur quarantine discard ${id}`;
  if (reason === "traits_differ") {
    return [
      `Comparez-le au dossier : segur quarantine show ${id} --reveal`,
      `Si c'est l'identité du dossier qui est fausse : segur ins verify ${patient}, corrigez-la, puis redemandez le document.`,
      "Sinon, prévenez l'auteur : son document porte l'INS d'une personne et les traits d'une autre.",
      discard,
    ];
  }
  if (reason === "several_patients") {
    return [
      "Prévenez l'auteur : son document désigne plusieurs personnes. Ne le recopiez pas dans un dossier.",
      `Si l'INS du patient a changé : segur ins verify ${patient}, puis redemandez le document.`,
      discard,
    ];
  }
  if (reason === "other_patient") {
    return [
      "Prévenez l'auteur et le DMP : ce document est rangé au DMP du mauvais patient. Ne le recopiez pas dans un dossier.",
      `Si c'est l'identité du dossier qui est fausse : segur ins verify ${patient}, corrigez-la, puis redemandez le document.`,
      discard,
    ];
  }
  const author = reason === "unreadable" ? "Il ne se lit pas" : "Il a été altéré en chemin ou au dépôt";
  return [again, `${author} : si cela se répète, demandez à son auteur de le déposer à nouveau.`, discard];
}

export function reasonWords(reason: string): string {
  return REASON_WORDS[reason] ?? reason;
}
