import type { CommandSpec } from "../spec.js";

export const dashboard: CommandSpec = {
  name: "dashboard",
  summary: "tableau de bord des services socles : DMP, MSSanté, documents reçus, INS",
  description: [
    "Combien de documents ont été déposés au DMP et envoyés par MSSanté, avec une INS qualifiée ou non au moment de l'envoi, et combien",
    "d'envois ont échoué, et pourquoi ; comment les documents reçus ont été classés ; combien d'identités sont qualifiées (TBB/va1.03,",
    "TBB/va1.05). Tout vient du journal : un envoi compte quand le service a répondu oui.",
    "",
    "Ne comptent pas : un autre envoi ou une autre version d'un document compté une fois, un message à ses propres boîtes, un message sans document, une",
    "INS de test en production. Un échec dont la reprise a réussi n'en est plus un. --detail not-counted les montre.",
    "",
    "--detail donne les lignes derrière chaque nombre, les plus récentes d'abord, par identifiants : le document, le patient, l'envoi (segur",
    "outbox show), la ligne du journal. --format csv est l'extraction : son format est décrit dans docs/extraction-format.md.",
    "--format html écrit une page qui se suffit (aucun réseau, filtres, impression) ; --open l'ouvre dans le navigateur, puis l'efface.",
  ].join("\n"),
  options: [
    {
      flags: "--period <période>",
      summary:
        "month, last-month, year, last-year, un mois (2026-11, 11/2026 ou « novembre 2026 »), une année (2025), ou DÉBUT..FIN (01/03/2026..31/05/2026)",
      default: "month",
    },
    { flags: "--finess <numéro>", summary: "ce FINESS géographique seulement" },
    { flags: "--rpps <numéro>", summary: "les documents signés par ce professionnel seulement" },
    {
      flags: "--service <service>",
      summary: "cette partie seulement (inbox : les documents reçus ; insi : les identités)",
      choices: ["dmp", "mss-pro", "mss-patient", "inbox", "insi"],
      repeatable: true,
    },
    { flags: "--as-of <date>", summary: "tel qu'on le connaissait à la fin de ce jour (JJ/MM/AAAA ou AAAA-MM-JJ)" },
    {
      flags: "--detail [nombre]",
      summary:
        "les lignes derrière un nombre : all, total, qualified, not-qualified, failed, not-counted (all si rien n'est dit)",
    },
    { flags: "--limit <n>", summary: "avec --detail : nombre de lignes, 1000 au plus", default: "50" },
    { flags: "--after <id>", summary: "avec --detail : continue après cette ligne (E120)" },
    {
      flags: "--rules <fichier>",
      summary: "règles de comptage à la place de celles du programme (types de documents comptés), en JSON",
    },
    { flags: "--open", summary: "la page dans le navigateur ; elle est effacée quand vous avez fini de lire" },
  ],
  examples: [
    { run: "segur dashboard", does: "le mois courant" },
    { run: "segur dashboard --period last-year --format csv", does: "l'extraction de l'année précédente" },
    { run: "segur dashboard --period year --open", does: "la page de l'année dans le navigateur" },
    { run: "segur dashboard --format html > tableau.html", does: "la page dans un fichier, à garder ou à imprimer" },
    { run: "segur dashboard --period year --service mss-pro --detail failed", does: "les messages qui ont échoué, un par ligne" },
    {
      run: "segur dashboard --period 2026-03 --as-of 31/03/2026 --json",
      does: "mars tel qu'on le connaissait fin mars, pour un script",
    },
  ],
  formats: ["html"],
  effect: "read",
  access: "follow",
  load: () => import("./run.js"),
};
