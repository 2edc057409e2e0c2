import type { CommandSpec } from "../spec.js";

export const search: CommandSpec = {
  name: "search",
  summary: "recherche des patients",
  description:
    "Les termes se cherchent tous à la fois, dans le nom utilisé, le prénom utilisé, le nom et les prénoms de naissance, la date " +
    "de naissance (12/03/1980, 1980-03-12, « 12 mars 1980 ») et le matricule INS entier. Accents, tirets, apostrophes et " +
    "ligatures ne comptent pas, un début de mot suffit : ndiaye trouve N'DIAYE, legall LE GALL, coeur CŒUR.\n\n" +
    "Un nom ou un matricule tapé ici reste dans l'historique du terminal : pour un matricule, préférez --ins - qui le " +
    "demande, ou le lit sur l'entrée standard.",
  args: [{ usage: "[termes...]", summary: "noms, prénoms, date de naissance ou matricule INS" }],
  options: [
    { flags: "--name <nom>", summary: "nom utilisé ou nom de naissance" },
    { flags: "--given-name <prénom>", summary: "prénom utilisé ou prénom de naissance" },
    { flags: "--used-name <nom>", summary: "nom utilisé seulement" },
    { flags: "--used-given-name <prénom>", summary: "prénom utilisé seulement" },
    { flags: "--birth-name <nom>", summary: "nom de naissance seulement" },
    { flags: "--birth-given-name <prénom>", summary: "prénom de naissance seulement" },
    { flags: "--birth-date <date>", summary: "date de naissance" },
    { flags: "--ins <matricule>", summary: "matricule INS de 15 caractères ; - pour le donner hors de la ligne de commande" },
    { flags: "--dossier <numéro>", summary: "numéro de dossier du cabinet" },
    { flags: "--filter <nom>", summary: "filtre du cabinet : rcp, vsm-due, ins-ko… (segur patient filters)" },
    { flags: "--limit <n>", summary: "nombre de patients au plus", default: "50" },
    { flags: "--after <curseur>", summary: "page suivante : le curseur donné par la page d'avant" },
    { flags: "--all", summary: "tous les patients trouvés" },
  ],
  examples: [
    { run: "segur patient search legall jeanne", does: "LE GALL Jeanne, sous son nom utilisé ou de naissance" },
    { run: "segur patient search 12/03/1980 du", does: "né le 12 mars 1980, un nom en DU…" },
    { run: "segur patient search --filter vsm-due --all --format csv", does: "tous les patients dont le VSM est à refaire" },
    { run: "segur patient search --ins - < matricule.txt", does: "par matricule, sans le laisser dans l'historique" },
  ],
  effect: "read",
  access: "patients.read",
  load: () => import("./search.js"),
};

export const show: CommandSpec = {
  name: "show",
  summary: "montre la fiche d'un patient",
  description: "Le matricule INS est masqué, sauf avec --reveal ; chaque accès en clair est tracé (INS/va1.39, INS/va1.49).",
  args: [{ usage: "<patient>", summary: "identifiant (P42) ou numéro de dossier ; « id:… » ou « dossier:… » en cas de doute" }],
  options: [{ flags: "--reveal", summary: "matricule en clair ; l'accès est tracé" }],
  examples: [
    { run: "segur patient show P42", does: "la fiche" },
    { run: "segur patient show dossier:1007 --json", does: "par numéro de dossier, pour un script" },
  ],
  effect: "read",
  access: "patients.read",
  load: () => import("./show.js"),
};

export const filters: CommandSpec = {
  name: "filters",
  summary: "donne les filtres de patients et d'où ils viennent",
  description:
    "Les filtres d'origine (rcp, vsm-due, ins-ko…) peuvent être changés, et d'autres ajoutés, dans le fichier filters.json du " +
    "dossier du cabinet. La forme JSON de cette commande donne la définition complète de chacun, à recopier.\n\n" +
    "« RCP » est lu comme « réunion de concertation pluriprofessionnelle » : c'est notre lecture.",
  options: [{ flags: "--count", summary: "compter les patients de chaque filtre" }],
  examples: [
    { run: "segur patient filters --count", does: "les filtres et leur nombre de patients" },
    { run: "segur patient filters --json", does: "les définitions complètes" },
  ],
  effect: "read",
  access: "follow",
  load: () => import("./filters.js"),
};
