import type { CommandSpec } from "../spec.js";

/**
 * Life of a cabinet: backup, restore, check, keys. What gives or replaces data (restore, rekey, a copy of the key) asks for the right to
 * administer inside the command: a store that no longer opens has no users to ask, and one that is open cannot be replaced.
 * A backup is open to all: it is unreadable without the key, and must never be missed for want of a session.
 */
export const keepingCommands: readonly CommandSpec[] = [
  {
    name: "backup",
    summary: "sauvegarde le cabinet courant dans un fichier chiffré",
    description:
      "Un seul fichier, cohérent même si d'autres commandes écrivent pendant ce temps : une ligne JSON lisible sans la clé (cabinet, " +
      "date, nombres, SHA-256 ; aucune donnée de patient), une ligne qui l'authentifie, puis la base chiffrée par la clé du cabinet.\n\n" +
      "Une sauvegarde sans sa clé est illisible : gardez-en une copie (segur cabinet key --export) hors de cette machine. " +
      "Gardez aussi la sauvegarde elle-même sur un autre disque (--to).",
    options: [
      {
        flags: "--to <fichier>",
        summary: "fichier nouveau, ou dossier (le nom est alors daté) ; par défaut, le dossier de données",
      },
    ],
    examples: [
      { run: "segur cabinet backup --to /media/usb", does: "sur un autre disque, avec un nom daté" },
      { run: "segur cabinet backup --json", does: "pour un script : fichier, SHA-256, identifiant de la clé" },
    ],
    effect: "local",
    access: "open",
    load: () => import("./backup.js"),
  },
  {
    name: "restore",
    summary: "remplace le cabinet courant par une sauvegarde",
    description:
      "Tout est vérifié avant de rien remplacer : en-tête, longueur, SHA-256, ouverture par la clé, structure de la base. " +
      "L'ancienne base est gardée à côté sous un nom daté. Refusé tant qu'une autre commande a le cabinet ouvert. " +
      "Demande d'administrer le cabinet en place, ouvert avec toute clé disponible (--key-file comprise) ; la session est ensuite fermée, " +
      "car les utilisateurs et mots de passe de la sauvegarde peuvent être plus anciens.\n\n" +
      "C'est aussi ce qui répare un cabinet abîmé ou dont la clé est perdue : un avertissement le dit alors, et le journal le garde.",
    args: [{ usage: "<fichier>", summary: "fichier écrit par segur cabinet backup" }],
    options: [
      { flags: "--dry-run", summary: "vérifie la sauvegarde sans rien remplacer" },
      { flags: "--yes", summary: "ne demande pas de confirmation" },
      { flags: "--as <nom>", summary: "nom du cabinet courant, si la sauvegarde est celle d'un autre nom" },
      { flags: "--key-file <fichier>", summary: "fichier de la clé, si cette machine ne l'a pas ; elle y est ensuite gardée" },
    ],
    examples: [
      { run: "segur cabinet restore nord-20261125T101530Z.segur --dry-run", does: "contrôle une sauvegarde" },
      { run: "segur cabinet restore nord-20261125T101530Z.segur --yes", does: "sans question" },
    ],
    effect: "local",
    access: "open",
    load: () => import("./restore.js"),
  },
  {
    name: "check",
    summary: "contrôle toute la base du cabinet courant",
    description:
      "Lit et authentifie chaque page, puis la structure (tables, index, déclencheurs), les liens, la recherche par nom, les totaux des traitements, et les chiffres du tableau de bord, comparés au journal. Code 1 si quelque chose est faux.",
    options: [{ flags: "--rebuild", summary: "refait d'abord les chiffres du tableau de bord à partir du journal" }],
    examples: [
      { run: "segur cabinet check --json", does: "chaque contrôle et son résultat" },
      { run: "segur cabinet check --rebuild", does: "quand les chiffres diffèrent du journal" },
    ],
    effect: "local",
    access: "open",
    load: () => import("./check.js"),
  },
  {
    name: "key",
    summary: "dit où est la clé du cabinet courant ; la copie, ou la reprend",
    description:
      "La clé n'est jamais affichée : seul son identifiant l'est. Une copie (--export) est un fichier 0600 de 64 chiffres hexadécimaux, à ranger " +
      "hors de cette machine.",
    options: [
      { flags: "--export <fichier>", summary: "copie la clé dans un fichier nouveau" },
      { flags: "--import <fichier>", summary: "garde sur cette machine la clé de ce fichier, si c'est celle du cabinet" },
    ],
    examples: [
      { run: "segur cabinet key", does: "identifiant, et trousseau ou fichier" },
      { run: "segur cabinet key --export /media/usb/nord.key", does: "la copie dont une sauvegarde aura besoin" },
    ],
    effect: "local",
    access: "open",
    load: () => import("./key.js"),
  },
  {
    name: "rekey",
    summary: "chiffre le cabinet courant avec une nouvelle clé",
    description:
      "La base est copiée sous une nouvelle clé aléatoire, vérifiée, puis mise en place d'un coup. Refusé tant qu'une autre commande a le " +
      "cabinet ouvert. L'ancienne clé est gardée pour les sauvegardes déjà faites, sauf avec --forget-old ; elle l'est aussi " +
      "tant qu'une autre base de cette machine la demande (copie, base gardée par une restauration).",
    options: [{ flags: "--forget-old", summary: "efface l'ancienne clé de cette machine, si aucune base ne la demande plus" }],
    examples: [{ run: "segur cabinet rekey", does: "après le départ de quelqu'un qui avait une copie de la clé" }],
    effect: "local",
    access: "open",
    load: () => import("./rekey.js"),
  },
];
