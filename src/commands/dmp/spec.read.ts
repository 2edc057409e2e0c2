import { SHOWING } from "../doc/spec.options.js";
import type { CommandSpec, OptionSpec } from "../spec.js";

const PATIENT = { usage: "<patient>", summary: "identifiant (P42) ou numéro de dossier" } as const;

const BREAK_GLASS: OptionSpec = {
  flags: "--break-glass <motif>",
  summary: "accès en urgence (bris de glace), avec son motif : tracé, et le patient en est informé",
};

export const status: CommandSpec = {
  name: "status",
  summary: "état du DMP d'un patient : existe, fermé, autorisé ou non",
  description: [
    "Un seul appel (TD0.2). Dit aussi si vous en êtes le médecin traitant, et s'il est rattaché à Mon espace santé.",
    "Les traits que le DMP a autrement que le dossier sont nommés, sans être montrés (DMP/CONF.01) : à régler avant de lire ou d'alimenter.",
    "Demande une identité qualifiée (INS/va1.53).",
  ].join("\n"),
  args: [PATIENT],
  options: [BREAK_GLASS],
  examples: [{ run: "segur dmp status P42", does: "où en est ce DMP" }],
  effect: "remote",
  access: "dmp.read",
  load: () => import("./status.js"),
};

export const authorize: CommandSpec = {
  name: "authorize",
  summary: "obtient l'autorisation de consulter le DMP, avec l'accord du patient",
  description: [
    "Seulement avec un accord enregistré (segur patient consent P42 --dmp-read accord), ou --consent qui l'enregistre (EX_0.3-1010).",
    "Alimenter le DMP n'en demande pas. « Autorisation déjà présente » est un succès.",
  ].join("\n"),
  args: [PATIENT],
  options: [
    { flags: "--consent", summary: "le patient vient de donner son accord : l'enregistre, puis demande l'autorisation" },
    { flags: "--remove", summary: "rend votre autorisation, et oublie la copie locale de la liste" },
    { flags: "--medecin-traitant", summary: "vous déclare médecin traitant de ce patient" },
  ],
  examples: [
    { run: "segur dmp authorize P42 --consent", does: "le patient est là, et d'accord" },
    { run: "segur dmp authorize P42 --remove", does: "ne plus y avoir accès" },
  ],
  effect: "remote",
  access: "dmp.read",
  load: () => import("./authorize.js"),
};

export const news: CommandSpec = {
  name: "news",
  summary: "mes patients dont le DMP a de nouveaux documents",
  description: [
    "Un seul appel (TD0.4) pour tous les patients qui vous ont donné accès. Sans --since : depuis la dernière fois, une semaine au début.",
    "Les patients qui ne sont pas dans ce cabinet sont seulement comptés.",
  ].join("\n"),
  options: [{ flags: "--since <date>", summary: "depuis ce jour (la date de la dernière fois n'en est pas changée)" }],
  examples: [
    { run: "segur dmp news", does: "chaque matin : quoi de neuf" },
    { run: "segur dmp news --since 2026-11-01 --json", does: "depuis le 1er novembre, pour un script" },
  ],
  effect: "remote",
  access: "dmp.read",
  load: () => import("./news.js"),
};

export const list: CommandSpec = {
  name: "list",
  summary: "documents du DMP : catégories, puis la liste",
  description: [
    "Au premier contact, les actes des deux dernières années et l'historique des vaccinations ; ensuite, ce qui a changé seulement.",
    "Pendant dix minutes la copie locale répond seule ; --refresh redemande tout. --since avant cette borne demande plus loin.",
    "",
    "Chaque document a un identifiant X… pour « dmp show » et « dmp pull ». « dans le dossier » : déjà importé ; « nouvelle version » : il",
    "remplace un document que vous avez.",
  ].join("\n"),
  args: [PATIENT],
  options: [
    {
      flags: "--status <lesquels>",
      summary: "documents voulus",
      choices: ["approuves", "archives", "obsoletes", "tous"],
      default: "approuves",
    },
    { flags: "--category <catégorie>", summary: "code ou mots d'une catégorie : 10, synthese, imagerie" },
    { flags: "--type <type>", summary: "code ou mots d'un type : bio, ordonnance, 11490-0" },
    { flags: "--since <date>", summary: "actes depuis ce jour" },
    { flags: "--author <nom>", summary: "auteur ou structure" },
    { flags: "--text <mots>", summary: "mots du titre, du type, du commentaire ou de l'auteur" },
    { flags: "--refresh", summary: "redemande toute la liste au DMP" },
    BREAK_GLASS,
  ],
  examples: [
    { run: "segur dmp list P42", does: "les catégories et les documents" },
    { run: "segur dmp list P42 --type bio --since 2026-01-01", does: "la biologie de l'année" },
    { run: "segur dmp list P42 --status tous --json", does: "tout, archivés et anciennes versions compris" },
  ],
  effect: "remote",
  access: "dmp.read",
  load: () => import("./list.js"),
};

export const show: CommandSpec = {
  name: "show",
  summary: "lit un document du DMP, sans le mettre dans le dossier",
  description: [
    "Le document est demandé au DMP, son empreinte, sa taille et son patient sont vérifiés, puis il est montré : en-tête et contenu.",
    "Un document altéré, ou d'un autre patient, n'est pas montré : il va en quarantaine (code de sortie 1).",
  ].join("\n"),
  args: [{ usage: "<document>", summary: "identifiant d'une liste : X15" }],
  options: [...SHOWING, { flags: "--reveal", summary: "matricule en clair ; l'accès est tracé" }, BREAK_GLASS],
  examples: [
    { run: "segur dmp show X15", does: "le document à l'écran, texte du PDF compris" },
    { run: "segur dmp show X15 --open", does: "le document dans le navigateur, avec ses images" },
    { run: "segur dmp show X15 --pdf resultat.pdf", does: "le PDF qu'il contient" },
    { run: "segur dmp show X15 --json", does: "son en-tête et son texte, pour un script" },
  ],
  effect: "remote",
  access: "dmp.read",
  load: () => import("./show.js"),
};

export const pull: CommandSpec = {
  name: "pull",
  summary: "met des documents du DMP dans le dossier de leur patient",
  description: [
    "Plusieurs à la fois, en un appel. Avant de rejoindre le dossier, chacun est vérifié : taille et empreinte annoncées, patient du document.",
    "Ce qui ne l'est pas va en quarantaine (segur quarantine list) et n'empêche pas les autres. Ce qui y est déjà n'est pas doublé.",
    "",
    "Code de sortie : 0 tout est dans le dossier, 1 le document demandé n'y est pas, 3 une partie seulement.",
  ].join("\n"),
  args: [{ usage: "[documents...]", summary: "identifiants d'une liste : X15 X16" }],
  options: [
    { flags: "--all-new <patient>", summary: "tous les documents qui ne sont pas encore dans le dossier de ce patient" },
    BREAK_GLASS,
  ],
  examples: [
    { run: "segur dmp pull X15 X16", does: "ces deux documents" },
    { run: "segur dmp pull --all-new P42", does: "tout ce qui est nouveau" },
  ],
  effect: "remote",
  access: "dmp.read",
  load: () => import("./pull.js"),
};
