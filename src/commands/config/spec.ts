import type { GroupSpec } from "../spec.js";

const KEY = { usage: "<clé>", summary: "nom du réglage, par exemple insi.url (segur config list les montre tous)" };

export const config: GroupSpec = {
  name: "config",
  summary: "lire et changer les réglages d'un cabinet",
  commands: [
    {
      name: "get",
      summary: "donne la valeur d'un réglage",
      args: [KEY],
      options: [{ flags: "--origin", summary: "dire aussi d'où vient la valeur" }],
      examples: [{ run: "segur config get insi.timeout --origin", does: "la valeur, et d'où elle vient" }],
      effect: "read",
      access: "follow",
      load: () => import("./get.js"),
    },
    {
      name: "set",
      summary: "change un réglage",
      description:
        "Les réglages sont gardés dans le cabinet. Un chemin est rendu absolu. Une phrase secrète n'est jamais un réglage : " +
        "on donne le fichier qui la contient.",
      args: [KEY, { usage: "<valeur>", summary: "nouvelle valeur" }],
      examples: [
        { run: "segur config set insi.certificate certificats/insi-auto.p12", does: "le certificat logiciel de la structure" },
        { run: "segur config set insi.timeout 30s", does: "une durée : ms, s ou min" },
        { run: "segur config set proofs.low PC", does: "une liste : valeurs séparées par des virgules" },
      ],
      effect: "local",
      access: "administer",
      load: () => import("./set.js"),
    },
    {
      name: "unset",
      summary: "rend à un réglage sa valeur par défaut",
      args: [KEY],
      examples: [{ run: "segur config unset insi.timeout", does: "retour à la valeur par défaut" }],
      effect: "local",
      access: "administer",
      load: () => import("./unset.js"),
    },
    {
      name: "list",
      summary: "donne tous les réglages",
      options: [{ flags: "--origin", summary: "dire aussi d'où vient chaque valeur : environnement, cabinet, défaut" }],
      examples: [{ run: "segur config list --origin", does: "tous les réglages, et d'où vient chaque valeur" }],
      effect: "read",
      access: "follow",
      load: () => import("./list.js"),
    },
  ],
};
