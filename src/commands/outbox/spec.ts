import type { CommandSpec, GroupSpec } from "../spec.js";
import { STATE_CHOICES } from "./states.js";

const list: CommandSpec = {
  name: "list",
  summary: "ce qui attend de partir, avec sa dernière erreur et son prochain essai",
  description: [
    "Une ligne par envoi ; la raison entière est dans « outbox show ».",
    "Rien ne repart seul : segur outbox retry, à la main ou par une tâche planifiée (cron), relance ce dont l'heure est venue.",
    "Code de sortie : 0, qu'il y ait ou non des envois refusés ; leur état le dit.",
  ].join("\n"),
  options: [
    { flags: "--all", summary: "aussi ce qui est arrivé, remis à l'opérateur ou annulé" },
    { flags: "--state <état>", summary: "un seul état", choices: STATE_CHOICES },
    { flags: "--limit <n>", summary: "nombre d'envois, les derniers demandés, 1000 au plus", default: "50" },
  ],
  examples: [
    { run: "segur outbox list", does: "les envois qui ne sont pas finis" },
    { run: "segur outbox list --state refuse --json", does: "ceux qu'une personne doit reprendre" },
  ],
  effect: "read",
  access: "follow",
  load: () => import("./list.js"),
};

const show: CommandSpec = {
  name: "show",
  summary: "un envoi : son état, ses essais, et que faire",
  args: [{ usage: "<envoi>", summary: "numéro de l'envoi : O7" }],
  examples: [{ run: "segur outbox show O7", does: "où en est cet envoi" }],
  effect: "read",
  access: "follow",
  load: () => import("./show.js"),
};

const retry: CommandSpec = {
  name: "retry",
  summary: "relance des envois ; ce qui est peut-être arrivé est vérifié d'abord",
  description: [
    "Sans numéro : les envois dont l'heure est venue (à lancer par une tâche planifiée). Un envoi refusé ne repart que si son numéro est donné.",
    "Les mêmes octets, sous les mêmes identifiants, à chaque essai : rien n'est déposé deux fois. Les messages partent trois à la fois ; d'un",
    "message parti dont la copie manque dans « Envoyés », seule la copie est refaite. Un destinataire différé l'est cinq jours au plus.",
    "",
    "Les messages d'une autre boîte que celle de la session sont laissés à qui les a écrits.",
    "",
    "Code de sortie : 0 tout est parti, 1 envoi introuvable, 3 une partie, 4 connexion à refaire, 5 le service ne répond pas, 6 refusé par une",
    "règle, 7 on ne sait pas si un message est arrivé : à vous de décider.",
  ].join("\n"),
  args: [{ usage: "[envois...]", summary: "numéros des envois : O7 O8" }],
  options: [
    { flags: "--all", summary: "tout ce qui attend, sans tenir compte du prochain essai" },
    { flags: "--force-resend", summary: "renvoyer un message dont on ne sait pas s'il est arrivé (numéro à donner)" },
    { flags: "--confirm-traits", summary: "l'identité diffère de celle du DMP, et c'est bien ce patient" },
  ],
  examples: [
    { run: "segur outbox retry", does: "relance ce qui doit l'être maintenant" },
    { run: "segur outbox retry O7", does: "relance un envoi" },
  ],
  effect: "remote",
  access: "follow",
  load: () => import("./retry.js"),
};

const cancel: CommandSpec = {
  name: "cancel",
  summary: "abandonne un envoi qui n'est pas parti",
  description: "Un envoi qui est peut-être arrivé ne s'annule pas : il est d'abord vérifié (segur outbox retry).",
  args: [{ usage: "<envoi>", summary: "numéro de l'envoi : O7" }],
  options: [{ flags: "-y, --yes", summary: "ne pas demander de confirmation" }],
  examples: [{ run: "segur outbox cancel O7 --yes", does: "le document ne partira pas" }],
  effect: "local",
  access: "follow",
  load: () => import("./cancel.js"),
};

/** `segur outbox …`: what leaves the practice, once only. */
export const outbox: GroupSpec = {
  name: "outbox",
  summary: "file d'envoi : ce qui attend, relancer, annuler",
  commands: [list, show, retry, cancel],
};
