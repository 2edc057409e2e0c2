import type { CommandSpec, GroupSpec } from "./spec.js";

/**
 * First words of the command line, light enough to be read at every start: the rest of a group is loaded when it is
 * the one that was typed. A test keeps names and summaries equal to those of the loaded specs.
 */
export interface GroupEntry {
  readonly kind: "group";
  readonly section: string;
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<GroupSpec>;
}
export interface CommandEntry {
  readonly kind: "command";
  readonly section: string;
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandSpec>;
}
export type TreeEntry = GroupEntry | CommandEntry;

const START = "Commencer";
const SESSION = "Se connecter";
const WORK = "Travailler";
const HELP = "Aide";

export const TREE: readonly TreeEntry[] = [
  {
    kind: "command",
    section: START,
    name: "demo",
    summary: "toute la journée d'un cabinet imaginaire en une demi-minute, jusqu'à la mise en ordre de marche",
    load: async () => (await import("./demo/spec.js")).demo,
  },
  {
    kind: "group",
    section: START,
    name: "sandbox",
    summary: "téléservices embarqués, sans réseau ni carte, pour essayer et pour tester",
    load: async () => (await import("./sandbox/spec.js")).sandbox,
  },
  {
    kind: "group",
    section: START,
    name: "cabinet",
    summary: "créer, choisir, sauvegarder et contrôler les cabinets",
    load: async () => (await import("./cabinet/spec.js")).cabinet,
  },
  {
    kind: "command",
    section: SESSION,
    name: "login",
    summary: "se connecter : Pro Santé Connect (e-CPS, carte) ou mot de passe local",
    load: async () => (await import("./session/spec.js")).login,
  },
  {
    kind: "command",
    section: SESSION,
    name: "whoami",
    summary: "dire qui est connecté, et avec quels droits",
    load: async () => (await import("./session/spec.js")).whoami,
  },
  {
    kind: "command",
    section: SESSION,
    name: "logout",
    summary: "se déconnecter",
    load: async () => (await import("./session/spec.js")).logout,
  },
  {
    kind: "command",
    section: SESSION,
    name: "lock",
    summary: "verrouiller la session en quittant le poste",
    load: async () => (await import("./session/spec.js")).lock,
  },
  {
    kind: "group",
    section: SESSION,
    name: "user",
    summary: "qui travaille dans le cabinet, avec quels droits et quels réglages",
    load: async () => (await import("./user/spec.js")).user,
  },
  {
    kind: "group",
    section: START,
    name: "config",
    summary: "lire et changer les réglages d'un cabinet",
    load: async () => (await import("./config/spec.js")).config,
  },
  {
    kind: "group",
    section: WORK,
    name: "patient",
    summary: "patients : rechercher, créer, modifier, importer, exporter",
    load: async () => (await import("./patient/spec.js")).patient,
  },
  {
    kind: "group",
    section: WORK,
    name: "ins",
    summary: "identité INS : contrôler, qualifier, vérifier, justifier",
    load: async () => (await import("./ins/spec.js")).ins,
  },
  {
    kind: "group",
    section: WORK,
    name: "doc",
    summary: "documents du dossier d'un patient : classer, corriger, lister, lire, exporter, partager",
    load: async () => (await import("./doc/spec.js")).doc,
  },
  {
    kind: "group",
    section: WORK,
    name: "vsm",
    summary: "volet de synthèse médicale (VSM) : établir, partager, ceux qui sont à mettre à jour",
    load: async () => (await import("./vsm/spec.js")).vsm,
  },
  {
    kind: "group",
    section: WORK,
    name: "dmp",
    summary: "DMP du patient : état, autorisation, liste, lecture, import, dépôt",
    load: async () => (await import("./dmp/spec.js")).dmp,
  },
  {
    kind: "group",
    section: WORK,
    name: "mss",
    summary: "MSSanté : envoyer, suivre, accusés de lecture, annuaire, carnet d'adresses",
    load: async () => (await import("./mss/spec.js")).mss,
  },
  {
    kind: "command",
    section: WORK,
    name: "todo",
    summary: "tout ce qui attend quelqu'un : résultats critiques, identités, documents, envois, rappels",
    load: async () => (await import("./todo/spec.js")).todo,
  },
  {
    kind: "group",
    section: WORK,
    name: "inbox",
    summary: "boîte de réception MSSanté : relever, lire, classer, acquitter, répondre",
    load: async () => (await import("./inbox/spec.js")).inbox,
  },
  {
    kind: "group",
    section: WORK,
    name: "outbox",
    summary: "file d'envoi : ce qui attend, relancer, annuler",
    load: async () => (await import("./outbox/spec.js")).outbox,
  },
  {
    kind: "group",
    section: WORK,
    name: "export",
    summary: "portabilité : exporter un patient, une cohorte ou tout le cabinet, contrôler un export",
    load: async () => (await import("./export/spec.js")).exportGroup,
  },
  {
    kind: "command",
    section: WORK,
    name: "import",
    summary: "reprendre, dans un cabinet neuf ou existant, un export fait ici",
    load: async () => (await import("./import/spec.js")).importCommand,
  },
  {
    kind: "group",
    section: WORK,
    name: "quarantine",
    summary: "documents reçus et mis de côté : altérés ou d'un autre patient",
    load: async () => (await import("./quarantine/spec.js")).quarantine,
  },
  {
    kind: "command",
    section: WORK,
    name: "dashboard",
    summary: "tableau de bord des services socles : DMP, MSSanté, documents reçus, INS",
    load: async () => (await import("./dashboard/spec.js")).dashboard,
  },
  {
    kind: "group",
    section: WORK,
    name: "mom",
    summary: "mise en ordre de marche : seuils atteints ou non, et le dossier de preuve",
    load: async () => (await import("./mom/spec.js")).mom,
  },
  {
    kind: "group",
    section: WORK,
    name: "journal",
    summary: "journal : qui a fait quoi, quand, et la preuve que rien n'y a été changé",
    load: async () => (await import("./journal/spec.js")).journal,
  },
  {
    kind: "command",
    section: HELP,
    name: "doctor",
    summary: "vérifier cette installation : machine, cabinet, clés, certificats, téléservices, session",
    load: async () => (await import("./doctor/spec.js")).doctor,
  },
  {
    kind: "command",
    section: HELP,
    name: "help",
    summary: "aide d'une commande ou d'un sujet (exit-codes, environment, formats, resume, reference)",
    load: async () => (await import("./help/spec.js")).help,
  },
  {
    kind: "command",
    section: HELP,
    name: "completion",
    summary: "script de complétion pour bash, zsh ou fish",
    load: async () => (await import("./completion/spec.js")).completion,
  },
  {
    kind: "command",
    section: HELP,
    name: "man",
    summary: "pages de manuel : les lire là où npm ne les a pas installées",
    load: async () => (await import("./man/spec.js")).man,
  },
];

export interface LoadedEntry {
  readonly entry: TreeEntry;
  readonly group?: GroupSpec;
  readonly command?: CommandSpec;
}

/** Every group and command, loaded: for the reference, the completion and the tests. */
export async function loadTree(): Promise<readonly LoadedEntry[]> {
  const loaded: LoadedEntry[] = [];
  for (const entry of TREE) {
    if (entry.kind === "group") loaded.push({ entry, group: await entry.load() });
    else loaded.push({ entry, command: await entry.load() });
  }
  return loaded;
}
