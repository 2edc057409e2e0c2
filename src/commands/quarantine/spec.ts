import type { CommandSpec, GroupSpec } from "../spec.js";

const list: CommandSpec = {
  name: "list",
  summary: "documents reçus et mis de côté : altérés, d'un autre patient, illisibles",
  options: [
    { flags: "--patient <patient>", summary: "ceux qui étaient pour ce patient" },
    { flags: "--all", summary: "aussi ce qui a été écarté" },
  ],
  examples: [{ run: "segur quarantine list", does: "ce qui attend une décision" }],
  effect: "read",
  access: "dmp.read",
  load: () => import("./list.js"),
};

const show: CommandSpec = {
  name: "show",
  summary: "pourquoi un document est en quarantaine",
  description: [
    "Ce qui était annoncé et ce qui a été reçu, ou les traits d'identité qui diffèrent : leurs noms, et avec --reveal ce que disent le document",
    "et le dossier. Un document altéré n'est jamais repris tel quel : il est redemandé, ou écarté.",
  ].join("\n"),
  args: [{ usage: "<id>", summary: "identifiant : Q3" }],
  options: [{ flags: "--reveal", summary: "les traits qui diffèrent, en clair ; l'accès est tracé" }],
  examples: [
    { run: "segur quarantine show Q3", does: "ce qui était annoncé, ce qui a été reçu" },
    { run: "segur quarantine show Q3 --reveal", does: "document d'un autre patient : de qui, face au dossier" },
  ],
  effect: "read",
  access: "dmp.read",
  load: () => import("./show.js"),
};

const discard: CommandSpec = {
  name: "discard",
  summary: "écarte un document mis en quarantaine",
  description: "Le document n'est plus gardé ; la trace de ce qui a été reçu, et de qui l'a écarté, reste au journal.",
  args: [{ usage: "<id>", summary: "identifiant : Q3" }],
  options: [{ flags: "-y, --yes", summary: "ne pas demander de confirmation" }],
  examples: [{ run: "segur quarantine discard Q3", does: "après avoir prévenu l'auteur" }],
  effect: "local",
  access: "dmp.read",
  load: () => import("./discard.js"),
};

/** `segur quarantine …`: what was received and must not reach a patient's file. */
export const quarantine: GroupSpec = {
  name: "quarantine",
  summary: "documents reçus et mis de côté : altérés ou d'un autre patient",
  commands: [list, show, discard],
};
