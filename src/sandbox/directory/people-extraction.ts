import { directoryEntry } from "./people.js";

const HEADINGS = [
  ...["Type d'identifiant PP", "Identifiant PP", "Identification nationale PP"],
  ...["Code civilité d'exercice", "Libellé civilité d'exercice", "Code civilité", "Libellé civilité"],
  ...["Nom d'exercice", "Prénom d'exercice", "Code profession", "Libellé profession"],
  ...["Code catégorie professionnelle", "Libellé catégorie professionnelle"],
  ...["Code type savoir-faire", "Libellé type savoir-faire", "Code savoir-faire", "Libellé savoir-faire"],
  ...["Code mode exercice", "Libellé mode exercice"],
  ...["Numéro SIRET site", "Numéro SIREN site", "Numéro FINESS site", "Numéro FINESS établissement juridique"],
  ...["Identifiant technique de la structure", "Raison sociale site", "Enseigne commerciale site"],
  ...["Complément destinataire (coord. structure)", "Complément point géographique (coord. structure)"],
  ...["Numéro Voie (coord. structure)", "Indice répétition voie (coord. structure)", "Code type de voie (coord. structure)"],
  ...["Libellé type de voie (coord. structure)", "Libellé Voie (coord. structure)", "Mention distribution (coord. structure)"],
  ...["Bureau cedex (coord. structure)", "Code postal (coord. structure)", "Code commune (coord. structure)"],
  ...["Libellé commune (coord. structure)", "Code pays (coord. structure)", "Libellé pays (coord. structure)"],
  ...["Téléphone (coord. structure)", "Téléphone 2 (coord. structure)", "Télécopie (coord. structure)"],
  ...["Adresse e-mail (coord. structure)", "Code Département (structure)", "Libellé Département (structure)"],
  ...["Ancien identifiant de la structure", "Autorité d'enregistrement", "Code secteur d'activité", "Libellé secteur d'activité"],
  ...["Code section tableau pharmaciens", "Libellé section tableau pharmaciens", "Code rôle", "Libellé rôle"],
  ...["Code genre activité", "Libellé genre activité"],
];

/**
 * The people of the directory as « PS_LibreAcces_Personne_activite » lists them (mss.md §3.2): a line for each activity, mailbox or not;
 * nobody who has stopped practising.
 */
export function* peopleLines(seed: number, count: number): Iterable<string> {
  yield `${HEADINGS.join("|")}|`;
  for (let index = 0; index < count; index += 1) {
    const one = directoryEntry(seed, index);
    if (one.kind !== "person" || !one.active) continue;
    const { structure } = one;
    const said: Readonly<Record<string, string | undefined>> = {
      "Type d'identifiant PP": "8",
      "Identifiant PP": one.rpps,
      "Identification nationale PP": `8${one.rpps}`,
      "Code civilité d'exercice": one.title,
      "Code civilité": one.civility,
      "Nom d'exercice": one.family,
      "Prénom d'exercice": one.given,
      "Code profession": one.profession.code,
      "Libellé profession": one.profession.label,
      "Code catégorie professionnelle": "C",
      "Libellé catégorie professionnelle": "Civil",
      "Code savoir-faire": one.speciality?.code,
      "Libellé savoir-faire": one.speciality?.label,
      "Numéro FINESS site": structure?.id.slice(1),
      "Identifiant technique de la structure": structure?.id,
      "Raison sociale site": structure?.name,
      "Code postal (coord. structure)": structure?.postcode,
      "Libellé commune (coord. structure)": structure?.city,
      "Code Département (structure)": structure?.department,
    };
    yield `${HEADINGS.map((heading) => said[heading] ?? "").join("|")}|`;
  }
}
