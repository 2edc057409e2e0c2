import type { CommandSpec, OptionSpec } from "../spec.js";

const LIMIT: OptionSpec = { flags: "--limit <n>", summary: "nombre de résultats, de 1 à 1000", default: "50" };

const search: CommandSpec = {
  name: "directory search",
  summary: "cherche la boîte MSSanté d'un professionnel ou d'une structure",
  description: [
    "Cherche dans le carnet du cabinet, puis dans la copie locale de l'annuaire, puis en ligne si rien n'y est trouvé et qu'une clé d'API est réglée.",
    "Chaque mot tapé est le début d'un mot de l'annuaire, sans accents ni majuscules ; tous les critères doivent être vrais.",
    "Sans option, les mots sont cherchés dans le nom, le prénom, la commune, la spécialité et la structure.",
  ].join("\n"),
  args: [{ usage: "[termes...]", summary: "mots, adresse ou RPPS" }],
  options: [
    { flags: "--name <nom>", summary: "nom d'exercice" },
    { flags: "--given-name <prénom>", summary: "prénom d'exercice" },
    { flags: "--city <commune>", summary: "commune ou code postal" },
    { flags: "--department <code>", summary: "département : 75, 2A, 971" },
    { flags: "--speciality <texte>", summary: "profession ou savoir-faire : mot ou code (cardio, SM04)" },
    { flags: "--structure <texte>", summary: "raison sociale ou service" },
    { flags: "--rpps <numéro>", summary: "numéro RPPS (11 chiffres)" },
    { flags: "--online", summary: "interroger aussi l'Annuaire Santé en ligne" },
    LIMIT,
  ],
  examples: [
    { run: "segur mss directory search dupont lyon cardio", does: "les Dupont cardiologues à Lyon" },
    { run: "segur mss directory search --structure 'saint-louis' --department 75 --json", does: "les boîtes d'un hôpital" },
    { run: "segur mss directory search --rpps 10003456789 --online", does: "une personne, à jour de la veille" },
  ],
  effect: "remote",
  access: "mss.send",
  load: () => import("./directory-search.js"),
};

const show: CommandSpec = {
  name: "directory show",
  summary: "tout ce que l'annuaire dit d'une boîte MSSanté, ou d'un RPPS",
  args: [{ usage: "<boîte>", summary: "adresse, RPPS, ou correspondant du carnet (C3)" }],
  options: [{ flags: "--online", summary: "interroger aussi l'Annuaire Santé en ligne" }],
  examples: [{ run: "segur mss directory show jean.dupont@medecin.mssante.fr", does: "de qui est cette boîte" }],
  effect: "remote",
  access: "mss.send",
  load: () => import("./directory-show.js"),
};

const load: CommandSpec = {
  name: "directory import",
  summary: "charge la copie locale de l'annuaire depuis l'extraction publique",
  description: [
    "L'extraction des boîtes MSSanté (ZIP ou TXT, « - » pour l'entrée standard) remplace la copie de cette machine, commune à ses cabinets.",
    "PS_LibreAcces_Personne_activite se charge de même, à part : un RPPS sans boîte est alors connu, et les boîtes chargées ensuite prennent la profession, la structure et la commune qui leur manquent.",
    "La copie d'avant sert jusqu'au bout, et reste si le fichier est abîmé. Avec --download, rien n'est téléchargé si la copie est déjà celle du jour.",
  ].join("\n"),
  args: [{ usage: "[fichier]", summary: "fichier de l'extraction, ou « - »" }],
  options: [
    { flags: "--download", summary: "la télécharger (réglage directory.extractionUrl)" },
    { flags: "--people", summary: "télécharger d'abord les professionnels (réglage directory.peopleUrl)" },
    { flags: "--force", summary: "même si la copie est déjà celle-là" },
    { flags: "--sha1 <empreinte>", summary: "empreinte SHA-1 que l'éditeur publie" },
  ],
  examples: [
    { run: "segur mss directory import --download", does: "l'annuaire de la nuit (20 Mo), par une tâche planifiée" },
    {
      run: "segur mss directory import --download --people",
      does: "et tous les professionnels qui ont un RPPS (fichier de 1 Go)",
    },
    { run: "segur mss directory import Extraction_Correspondance_MSSante_202611240815.zip", does: "un fichier déjà là" },
  ],
  effect: "remote",
  access: "mss.send",
  load: () => import("./directory-import.js"),
};

const bookList: CommandSpec = {
  name: "book list",
  summary: "correspondants du cabinet",
  args: [{ usage: "[termes...]", summary: "mots, surnom ou adresse" }],
  options: [LIMIT],
  examples: [{ run: "segur mss book list", does: "tout le carnet" }],
  effect: "read",
  access: "mss.send",
  load: () => import("./book-list.js"),
};

const bookAdd: CommandSpec = {
  name: "book add",
  summary: "ajoute un correspondant au carnet",
  description: "Une adresse, un RPPS ou un nom : l'annuaire donne le reste. Un surnom se donne ensuite à « mss send --to ».",
  args: [{ usage: "<qui...>", summary: "adresse, RPPS ou nom" }],
  options: [
    { flags: "--nickname <surnom>", summary: "comment le cabinet l'appelle" },
    { flags: "--online", summary: "interroger aussi l'Annuaire Santé en ligne" },
  ],
  examples: [{ run: "segur mss book add 10003456789 --nickname cardio", does: "« --to cardio » suffira" }],
  effect: "local",
  access: "mss.send",
  load: () => import("./book-add.js"),
};

const bookRemove: CommandSpec = {
  name: "book remove",
  summary: "retire un correspondant du carnet",
  args: [{ usage: "<correspondant>", summary: "identifiant : C3" }],
  examples: [{ run: "segur mss book remove C3", does: "il reste dans l'annuaire" }],
  effect: "local",
  access: "mss.send",
  load: () => import("./book-remove.js"),
};

/** `segur mss directory …` and `segur mss book …`. */
export const directoryCommands: readonly CommandSpec[] = [search, show, load, bookList, bookAdd, bookRemove];
