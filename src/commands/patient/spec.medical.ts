import { TYPED_KINDS } from "../../services/medical/kinds.js";
import type { CommandSpec, OptionSpec } from "../spec.js";

const PATIENT = { usage: "<patient>", summary: "identifiant (P42) ou numéro de dossier" };
const ITEM = {
  usage: "<élément...>",
  summary: "identifiant de l'élément (S12), ou patient et élément (P42 S12) : l'élément d'un autre patient est alors refusé",
};
const KIND = {
  usage: "<sorte>",
  summary: "probleme, antecedent, chirurgie, allergie, habitude, profession, familial, vigilance ou traitement",
  choices: TYPED_KINDS,
};
/** « Aucun antécédent » is no statement of its own. */
const KIND_OF_NONE = {
  usage: "<sorte>",
  summary: "probleme, chirurgie, allergie, habitude, profession, familial, vigilance ou traitement",
  choices: TYPED_KINDS.filter((word) => word !== "antecedent"),
};

const ITEM_OPTIONS: readonly OptionSpec[] = [
  {
    flags: "--code <code>",
    summary: "CIM-10 (problème, familial), CCAM (chirurgie) ou CIS (traitement, médicament d'une allergie)",
  },
  { flags: "--since <date>", summary: "début, ou date de l'acte : 2019, 04/2019 ou 12/04/2019" },
  { flags: "--until <date>", summary: "fin ; l'élément est alors fermé" },
  { flags: "--dosage <texte>", summary: "traitement : posologie, telle que prescrite" },
  { flags: "--dose <dose>", summary: "traitement : dose d'une prise, pour la partie codée (1, 1-2, 500 mg)" },
  { flags: "--every <durée>", summary: "traitement : intervalle entre deux prises (12h, 1j) ; avec --dose" },
  { flags: "--route <voie>", summary: "traitement : orale, sous-cutanee, inhalee, cutanee… ou code EDQM" },
  { flags: "--cip13 <code>", summary: "traitement : code CIP de la boîte" },
  { flags: "--reason <élément>", summary: "traitement : le problème qu'il soigne (S3)" },
  { flags: "--relative <parent>", summary: "familial : mere, pere, fratrie, enfant, grand-parent ou autre" },
  { flags: "--habit <habitude>", summary: "habitude : tabac, alcool, drogues, activite, alimentation ou autre" },
  { flags: "--quantity <quantité>", summary: "habitude : 20 (tabac, en paquets-année) ou 3 verres/j" },
  { flags: "--allergen <sorte>", summary: "allergie à un medicament, un aliment ou autre" },
  { flags: "--reaction <texte>", summary: "allergie : ce qui s'est passé" },
  { flags: "--note <fichier>", summary: "note du cabinet, lue dans un fichier ou sur l'entrée standard (-)" },
];

const add: CommandSpec = {
  name: "medical add",
  summary: "ajoute une donnée médicale au dossier",
  description:
    "Un problème ouvert est un problème actuel ; fermé, un antécédent. Son code CIM-10 rejoint les diagnostics du patient, que les " +
    "filtres et les rappels lisent. Les libellés sont des mots ; les codes sont contrôlés sur leur forme et leur clé, aucune " +
    "nomenclature n'est embarquée.\n\n" +
    "Un élément que le dossier a déjà (même code ou même libellé) arrête l'ajout (code 7).",
  args: [PATIENT, KIND, { usage: "<libellé>", summary: "ce qu'on en lit : « Diabète de type 2 »" }],
  options: [...ITEM_OPTIONS, { flags: "--allow-duplicate", summary: "ajouter même si le dossier a déjà cet élément" }],
  examples: [
    { run: 'segur patient medical add P42 probleme "Diabète de type 2" --code E11.9 --since 2019', does: "un problème actuel" },
    {
      run: 'segur patient medical add P42 allergie Amoxicilline --allergen medicament --reaction "urticaire"',
      does: "une allergie",
    },
    {
      run: 'segur patient medical add P42 traitement "Metformine 500 mg" --dosage "1 matin et soir" --dose 1 --every 12h --reason S3',
      does: "un traitement au long cours, et ce qu'il soigne",
    },
    { run: "segur patient medical add P42 habitude Tabac --habit tabac --quantity 20", does: "20 paquets-année" },
  ],
  effect: "local",
  access: "medical",
  load: () => import("./medical/add.js"),
};

const list: CommandSpec = {
  name: "medical list",
  summary: "donne les données médicales d'un patient",
  description:
    "Par section, les plus anciennes d'abord ; les problèmes fermés sont des antécédents. Dit aussi ce qui manque pour une synthèse " +
    "(VSM), et ce dont le cabinet a dit qu'il n'y en a pas.",
  args: [PATIENT],
  options: [{ flags: "--all", summary: "avec tout ce qui est fermé" }],
  examples: [
    { run: "segur patient medical list P42", does: "ce qui est en cours, et les antécédents" },
    { run: "segur patient medical list P42 --all --json", does: "tout, pour un script" },
  ],
  effect: "read",
  access: "medical",
  load: () => import("./medical/list.js"),
};

const edit: CommandSpec = {
  name: "medical edit",
  summary: "modifie une donnée médicale",
  description: "Seul ce qui est donné change ; une valeur vide efface.",
  args: [ITEM],
  options: [{ flags: "--label <texte>", summary: "libellé" }, ...ITEM_OPTIONS],
  examples: [
    { run: "segur patient medical edit S12 --code E11.9", does: "ajoute le code" },
    { run: 'segur patient medical edit S12 --since ""', does: "efface la date" },
  ],
  effect: "local",
  access: "medical",
  load: () => import("./medical/edit.js"),
};

const close: CommandSpec = {
  name: "medical close",
  summary: "ferme une donnée médicale, ou la rouvre",
  description:
    "Un problème fermé devient un antécédent et quitte les diagnostics ; le reste quitte la synthèse. Sans --until, la date de fin " +
    "reste inconnue. Sur un terminal, la fermeture est d'abord demandée. Une erreur de saisie ne se ferme pas : elle se retire (medical remove).",
  args: [ITEM],
  options: [
    { flags: "--until <date>", summary: "date de fin : 2019, 04/2019 ou 12/04/2019" },
    { flags: "--reopen", summary: "rouvrir" },
    { flags: "--yes", summary: "sans confirmation" },
  ],
  examples: [
    { run: "segur patient medical close S12 --until 04/2024", does: "terminé en avril 2024" },
    { run: "segur patient medical close P42 S12", does: "S12 de P42, et de personne d'autre" },
    { run: "segur patient medical close S12 --reopen", does: "rouvre" },
  ],
  effect: "local",
  access: "medical",
  load: () => import("./medical/close.js"),
};

const remove: CommandSpec = {
  name: "medical remove",
  summary: "retire du dossier une erreur de saisie",
  description: "L'élément n'est plus ni actuel ni antécédent. Ce qui est terminé se ferme (medical close) et ne se retire pas.",
  args: [ITEM],
  options: [{ flags: "--yes", summary: "sans confirmation" }],
  examples: [{ run: "segur patient medical remove S12", does: "le montre, puis le retire" }],
  effect: "local",
  access: "medical",
  load: () => import("./medical/remove.js"),
};

const none: CommandSpec = {
  name: "medical none",
  summary: "note qu'il n'y en a pas : « aucune allergie connue »",
  description:
    "Une section vide ne dit rien ; cette réponse, elle, est écrite dans la synthèse. Elle est refusée tant que la section a un " +
    "élément ouvert, et tombe dès qu'on en ajoute un. Un élément fermé n'est pas oublié : il est dit, une personne confirme (sinon " +
    "code 7), et la synthèse écrit « aucune connue à ce jour ».",
  args: [PATIENT, KIND_OF_NONE],
  options: [
    { flags: "--undo", summary: "reprendre cette réponse" },
    { flags: "--yes", summary: "même si le dossier en a fermé" },
  ],
  examples: [{ run: "segur patient medical none P42 allergie", does: "aucune allergie connue" }],
  effect: "local",
  access: "medical",
  load: () => import("./medical/none.js"),
};

const importItems: CommandSpec = {
  name: "medical import",
  summary: "importe des données médicales : fichier, ou VSM reçu",
  description:
    "Lit un CSV (séparateur ; , ou tabulation) ou un NDJSON, une ligne par élément. Colonnes : dossier (ou id), sorte, libelle, code, " +
    "depuis, jusqua, ferme, note, aucun_connu, parent, habitude, quantite, allergene, reaction, cip13, posologie, dose, intervalle, " +
    "voie, motif (code ou libellé d'un problème du dossier). Une ligne « aucun_connu : oui », sans libellé, note qu'il n'y en a pas.\n\n" +
    "Réimporter le même fichier n'ajoute rien, même après une coupure, même si l'élément a été corrigé ou fermé depuis. Une ligne " +
    "fautive est signalée avec son numéro et sa colonne, et n'arrête pas les autres (code de sortie 3).\n\n" +
    "Avec --from-vsm, chaque élément d'un VSM du dossier est proposé ; rien n'est pris sans qu'une personne le confirme.",
  args: [{ usage: "[fichier]", summary: "chemin, ou - pour l'entrée standard" }],
  options: [
    { flags: "--map <correspondance>", summary: "titres du fichier : 'Intitulé=libelle,Début=depuis'", repeatable: true },
    { flags: "--encoding <encodage>", summary: "s'il est mal deviné", choices: ["utf-8", "windows-1252"] },
    { flags: "-n, --dry-run", summary: "tout contrôler sans rien enregistrer" },
    { flags: "--from-vsm <document>", summary: "les éléments d'un VSM du dossier (D12)" },
    { flags: "--take <numéros>", summary: "avec --from-vsm : les éléments à prendre (1,3,4)" },
    { flags: "--yes", summary: "avec --from-vsm : prendre tous ceux qui sont nouveaux" },
  ],
  examples: [
    { run: "segur patient medical import medical.csv --dry-run", does: "ce qui serait fait, ligne par ligne" },
    { run: "segur patient medical import medical.csv", does: "importe ; à relancer autant que l'on veut" },
    { run: "segur patient medical import --from-vsm D12", does: "montre les éléments du VSM, et demande lesquels prendre" },
  ],
  effect: "local",
  access: "medical",
  load: () => import("./medical/import.js"),
};

const protocol: CommandSpec = {
  name: "medical protocol",
  summary: "montre ou change les protocoles où un patient est inclus",
  description: "Asalée, éducation thérapeutique, essai… : les rappels de VSM peuvent les suivre (DOC/va1.11).",
  args: [PATIENT],
  options: [
    { flags: "--add <nom>", summary: "inclure dans ce protocole", repeatable: true },
    { flags: "--remove <nom>", summary: "en sortir", repeatable: true },
  ],
  examples: [{ run: "segur patient medical protocol P42 --add Asalée", does: "inclus dans le protocole Asalée" }],
  effect: "local",
  access: "medical",
  load: () => import("./medical/protocol.js"),
};

export const medicalCommands: readonly CommandSpec[] = [list, add, edit, close, remove, none, importItems, protocol];
