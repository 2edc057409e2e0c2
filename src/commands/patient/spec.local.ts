import type { CommandSpec } from "../spec.js";
import { FIELD_OPTIONS } from "./fields.js";

const PATIENT = { usage: "<patient>", summary: "identifiant (P42) ou numéro de dossier" };
const CONSENT_CHOICES = ["accord", "opposition", "aucun"];

export const create: CommandSpec = {
  name: "create",
  summary: "crée un patient",
  description:
    "Cinq champs sont obligatoires, et eux seuls (INS/va1.22) : nom de naissance, premier prénom de naissance, date de naissance, " +
    "sexe et lieu de naissance (99999 s'il est inconnu). Dans un terminal, ceux qui manquent sont demandés.\n\n" +
    "Un patient qui a déjà ces traits arrête la création (code 7) : regardez sa fiche, ou confirmez par --allow-duplicate.",
  options: [...FIELD_OPTIONS, { flags: "--allow-duplicate", summary: "créer même si un patient a déjà ces traits" }],
  examples: [
    { run: "segur patient create", does: "demande les cinq champs" },
    {
      run: 'segur patient create --birth-name "LE GALL" --first-given-name Jeanne --birth-date 12/03/1980 --sex F --birth-place 29019',
      does: "dans un script",
    },
  ],
  effect: "local",
  access: "patients.write",
  load: () => import("./create.js"),
};

export const edit: CommandSpec = {
  name: "edit",
  summary: "modifie un patient",
  description:
    "Seul ce qui est donné change ; une valeur vide efface. Les traits stricts d'une identité récupérée ou qualifiée sont " +
    "verrouillés (INS/va1.18). Un super-utilisateur peut les changer avec --unlock et un motif : l'INS est alors invalidée, et " +
    "le tout est tracé.",
  args: [PATIENT],
  options: [...FIELD_OPTIONS, { flags: "--unlock <motif>", summary: "changer des traits verrouillés ; invalide l'INS" }],
  examples: [
    { run: "segur patient edit P42 --phone 0601020304", does: "change le téléphone" },
    { run: 'segur patient edit P42 --email ""', does: "efface l'adresse électronique" },
    {
      run: 'segur patient edit P42 --birth-name DURAND --unlock "erreur constatée sur la CNI"',
      does: "corrige un trait verrouillé",
    },
  ],
  effect: "local",
  access: "patients.write",
  load: () => import("./edit.js"),
};

export const duplicates: CommandSpec = {
  name: "duplicates",
  summary: "donne les doublons probables",
  description:
    "Groupes de patients nés le même jour qui ont le même matricule, ou même sexe, même premier prénom et un nom (utilisé ou de " +
    "naissance) identique ou de même son. Rien n'est réuni.",
  examples: [
    { run: "segur patient duplicates", does: "les groupes, avec la raison" },
    { run: "segur patient duplicates --format csv > doublons.csv", does: "pour un tableur" },
  ],
  effect: "read",
  access: "patients.read",
  load: () => import("./duplicates.js"),
};

export const consent: CommandSpec = {
  name: "consent",
  summary: "montre ou enregistre les consentements d'un patient",
  description:
    "« aucun » veut dire que rien n'est enregistré, ce qui n'est pas une opposition. Une opposition bloque les envois ou les " +
    "lectures concernés (DMP/CONF.06, DMP/CONF.09, MSS/va1.20, MSS/va1.22). Chaque changement est tracé.",
  args: [PATIENT],
  options: [
    { flags: "--dmp-feed <choix>", summary: "alimentation du DMP", choices: CONSENT_CHOICES },
    { flags: "--dmp-read <choix>", summary: "consultation du DMP", choices: CONSENT_CHOICES },
    { flags: "--mss-professionals <choix>", summary: "MSSanté aux professionnels", choices: CONSENT_CHOICES },
    { flags: "--mss-patient <choix>", summary: "MSSanté au patient", choices: CONSENT_CHOICES },
  ],
  examples: [
    { run: "segur patient consent P42", does: "ce qui est enregistré" },
    { run: "segur patient consent P42 --dmp-feed opposition", does: "enregistre une opposition à l'alimentation du DMP" },
  ],
  effect: "local",
  access: "patients.write",
  load: () => import("./consent.js"),
};
