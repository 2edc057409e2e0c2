import type { GroupSpec } from "../spec.js";

export const cabinet: GroupSpec = {
  name: "cabinet",
  summary: "créer, choisir et décrire les cabinets",
  commands: [
    {
      name: "init",
      summary: "crée un cabinet",
      description:
        "Un cabinet a ses patients, ses réglages et un seul environnement : sandbox (téléservices embarqués, patients de test), " +
        "bas (bac à sable national) ou production. Le premier cabinet créé devient le cabinet courant.\n\n" +
        "Le premier utilisateur (--user) est médecin et administre le cabinet ; segur user add fait entrer les autres. Un cabinet du bac à sable " +
        "a ses utilisateurs de démonstration, et s'ouvre sans question ; ailleurs, segur login demande qui travaille.",
      args: [{ usage: "<nom>", summary: "lettres minuscules sans accent, chiffres et tirets" }],
      options: [
        { flags: "--environment <environnement>", summary: "monde auquel il parle", choices: ["sandbox", "bas", "production"] },
        { flags: "--dir <dossier>", summary: "dossier des données (nouveau ou vide)" },
        { flags: "--user <nom>", summary: "premier utilisateur, tel qu'il doit apparaître dans les traces" },
        { flags: "--user-rpps <numéro>", summary: "son numéro RPPS" },
        {
          flags: "--password-file <fichier>",
          summary: "mot de passe du premier utilisateur, sur la première ligne (« - » : entrée standard)",
        },
        { flags: "--use", summary: "en faire le cabinet courant même s'il y en a déjà un" },
      ],
      examples: [
        { run: "segur cabinet init demo --environment sandbox", does: "un cabinet d'essai, sans certificat" },
        {
          run: 'segur cabinet init nord --environment production --user "Dr Anne Leroy" --user-rpps 10001234567 --dir /srv/segur/nord',
          does: "un cabinet réel, sur un autre disque",
        },
      ],
      effect: "local",
      access: "open",
      load: () => import("./init.js"),
    },
    {
      name: "list",
      summary: "donne les cabinets connus sur cette machine",
      examples: [{ run: "segur cabinet list --json", does: "pour un script" }],
      effect: "read",
      access: "open",
      load: () => import("./list.js"),
    },
    {
      name: "use",
      summary: "choisit le cabinet courant",
      args: [{ usage: "<nom>", summary: "nom d'un cabinet connu" }],
      examples: [
        { run: "segur cabinet use nord", does: "les commandes suivantes portent sur ce cabinet" },
        { run: "segur patient search martin --cabinet nord", does: "pour une seule commande" },
      ],
      effect: "local",
      access: "open",
      load: () => import("./use.js"),
    },
    {
      name: "info",
      summary: "décrit le cabinet courant",
      examples: [{ run: "segur cabinet info", does: "nom, environnement, dossier, utilisateurs, nombre de patients" }],
      effect: "read",
      access: "open",
      load: () => import("./info.js"),
    },
  ],
};
