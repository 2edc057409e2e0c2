import type { GroupSpec } from "../spec.js";
import { keepingCommands } from "./spec.keeping.js";

export const cabinet: GroupSpec = {
  name: "cabinet",
  summary: "créer, choisir, sauvegarder et contrôler les cabinets",
  commands: [
    {
      name: "init",
      summary: "crée un cabinet",
      description:
        "Un cabinet a ses patients, ses réglages et un seul environnement : sandbox (téléservices embarqués, patients de test), " +
        "bas (bac à sable national) ou production. Le premier cabinet créé devient le cabinet courant.\n\n" +
        "Ses données sont chiffrées (SQLCipher) par une clé qui lui est propre, gardée dans le trousseau du système ou dans un fichier 0600 " +
        "(segur cabinet key), ou donnée par SEGUR_CABINET_KEY_FILE.\n\n" +
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
        {
          flags: "--from-backup <fichier>",
          summary: "le reprendre d'une sauvegarde, qui donne son environnement et ses utilisateurs",
        },
        {
          flags: "--key-file <fichier>",
          summary: "avec --from-backup : fichier de la clé de la sauvegarde, gardée ensuite sur cette machine",
        },
      ],
      examples: [
        { run: "segur cabinet init demo --environment sandbox", does: "un cabinet d'essai, sans certificat" },
        {
          run: 'segur cabinet init nord --environment production --user "Dr Anne Leroy" --user-rpps 10001234567 --dir /srv/segur/nord',
          does: "un cabinet réel, sur un autre disque",
        },
        {
          run: "segur cabinet init nord --from-backup nord-20261125T101530Z.segur --key-file nord.key",
          does: "le même cabinet, sur une machine neuve",
        },
      ],
      effect: "local",
      access: "open",
      load: () => import("./init.js"),
    },
    {
      name: "list",
      summary: "donne les cabinets connus sur cette machine",
      description:
        "Dit aussi où ils ont été cherchés. Avec --dir, donne les cabinets qui sont dans un dossier (ou juste en dessous), connus ou non : " +
        "un disque rebranché, une copie. Celui dont la clé manque est montré avec l'identifiant de cette clé.",
      options: [{ flags: "--dir <dossier>", summary: "chercher dans ce dossier au lieu du registre de cette machine" }],
      examples: [
        { run: "segur cabinet list --json", does: "pour un script" },
        { run: "segur cabinet list --dir /media/disque", does: "les cabinets d'un disque" },
      ],
      effect: "read",
      access: "open",
      load: () => import("./list.js"),
    },
    {
      name: "use",
      summary: "choisit le cabinet courant",
      args: [{ usage: "<nom>", summary: "nom d'un cabinet connu", choices: "cabinets" }],
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
    ...keepingCommands,
  ],
};
