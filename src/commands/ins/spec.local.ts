import type { CommandSpec } from "../spec.js";
import { YES } from "./spec.options.js";

const ATTRIBUTES = ["homonyme", "douteuse", "fictive"];

export const proof: CommandSpec = {
  name: "proof",
  summary: "justificatif d'identité : quelle pièce, vue par qui et quand",
  description: [
    "Enregistre la pièce contrôlée (jamais une copie) et fait évoluer le statut : provisoire → validée, récupérée → qualifiée, si le",
    "niveau de confiance de la pièce est élevé. Aucune pièce n'est proposée par défaut (INS/va1.23, .26).",
    "Le réglage « proofs.autoValidate » à « false » demande une validation explicite à chaque fois (INS/va1.33, .55).",
    "--list montre les pièces et leur niveau ; un cabinet les change par « proofs.high » et « proofs.low ».",
  ].join("\n"),
  args: [{ usage: "[id]", summary: "identifiant du patient : P42" }],
  options: [
    { flags: "--type <code>", summary: "code de la pièce : CN, PA, CS… (voir --list)" },
    { flags: "--date <date>", summary: "date du contrôle : 23/11/2026 ou 2026-11-23" },
    { flags: "--by <personne>", summary: "qui a vu la pièce", default: "l'utilisateur du cabinet" },
    { flags: "--validate", summary: "valide l'identité sur cette pièce, même si la validation automatique est coupée" },
    { flags: "--remove", summary: "retire le justificatif ; le statut redescend" },
    { flags: "--list", summary: "montre les pièces et leur niveau de confiance" },
    YES,
  ],
  examples: [
    { run: 'segur ins proof P42 --type CN --date 23/11/2026 --by "Dr Martin"', does: "carte d'identité vue ce jour" },
    { run: "segur ins proof --list", does: "les pièces admises et leur niveau" },
    { run: "segur ins proof P42 --remove --yes", does: "retire un justificatif saisi par erreur" },
  ],
  effect: "local",
  access: "patients.write",
  load: () => import("./proof.js"),
};

export const attribute: CommandSpec = {
  name: "attribute",
  summary: "attributs d'identité : homonyme, douteuse, fictive",
  description: [
    "Une identité douteuse ou fictive redevient provisoire, perd son INS, et INSi ne peut plus être appelé pour elle (INS/va1.20, .44).",
    "Homonyme et douteuse vont ensemble ; fictive ne va avec rien.",
  ].join("\n"),
  args: [{ usage: "<id>", summary: "identifiant du patient : P42" }],
  options: [
    { flags: "--set <attribut>", summary: "attribut à poser", choices: ATTRIBUTES, repeatable: true },
    { flags: "--unset <attribut>", summary: "attribut à lever", choices: ATTRIBUTES, repeatable: true },
    YES,
  ],
  examples: [
    { run: "segur ins attribute P42 --set douteuse --yes", does: "signale une identité douteuse" },
    { run: "segur ins attribute P42 --unset homonyme", does: "lève l'alerte d'homonymie" },
  ],
  effect: "local",
  access: "patients.write",
  load: () => import("./attribute.js"),
};

export const runs: CommandSpec = {
  name: "runs",
  summary: "lots de qualification : liste, ou détail d'un lot",
  args: [{ usage: "[lot]", summary: "numéro du lot : R20261123-7F3K" }],
  examples: [
    { run: "segur ins runs", does: "les lots du cabinet, le dernier d'abord" },
    { run: "segur ins runs R20261123-7F3K --format csv", does: "le résultat de chaque ligne du lot" },
  ],
  effect: "read",
  access: "insi.call",
  load: () => import("./runs.js"),
};

export const review: CommandSpec = {
  name: "review",
  summary: "réponses INSi à accepter ou à refuser par une personne",
  description: [
    "Une différence qui n'est pas que typographique n'est jamais acceptée en silence (INS/va1.52) : elle attend ici, les traits locaux et",
    "ceux d'INSi côte à côte.",
  ].join("\n"),
  args: [{ usage: "[id]", summary: "numéro de la réponse à revoir" }],
  options: [
    { flags: "--list", summary: "liste les réponses en attente, sans rien demander" },
    { flags: "--run <lot>", summary: "seulement celles de ce lot" },
    { flags: "--accept <ids>", summary: "accepte ces réponses (numéros séparés par des virgules, ou all-shown)" },
    { flags: "--refuse <ids>", summary: "refuse ces réponses (numéros séparés par des virgules, ou all-shown)" },
    { flags: "--note <texte>", summary: "motif de la décision, gardé dans la trace" },
  ],
  examples: [
    { run: "segur ins review", does: "passe en revue les réponses en attente, une par une" },
    { run: "segur ins review --list --json", does: "les réponses en attente, pour un script" },
    { run: 'segur ins review --accept V12,V15 --note "livret de famille vu"', does: "accepte deux réponses" },
  ],
  effect: "local",
  access: "patients.write",
  load: () => import("./review.js"),
};
