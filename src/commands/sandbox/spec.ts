import type { GroupSpec, OptionSpec } from "../spec.js";

const DECISION =
  "La commande rend la main aussitôt. Si une demande attend, c'est à elle que la réponse est donnée (à la plus ancienne) ; sinon la réponse " +
  "est gardée pour la prochaine. Elle peut donc être donnée avant ou après la demande, et chaque réponse ne sert qu'une fois. " +
  "`segur sandbox status` montre ce qui attend, `segur sandbox reset` l'oublie.";
const AFTER: OptionSpec = { flags: "--after <durée>", summary: "délai de la réponse : 3s, 300ms", default: "aussitôt" };

export const sandbox: GroupSpec = {
  name: "sandbox",
  summary: "téléservices embarqués, sans réseau ni carte, pour essayer et pour tester",
  commands: [
    {
      name: "start",
      summary: "démarre les téléservices embarqués",
      description:
        "Un INSi complet répond sur cette machine seulement (127.0.0.1) : TLS mutuel avec des certificats créés pour vous, " +
        "identités de test officielles, population engendrée, pannes à la demande. Il vérifie ce qu'il reçoit comme le vrai service.\n\n" +
        "Un Pro Santé Connect répond aussi, avec son proxy e-Santé et six professionnels imaginaires : le Dr Paul MARCEAU " +
        "(identifiant national 899700000001), puis trois activités (…0002), une structure sans identifiant (…0003), une remplaçante (…0004), " +
        "un infirmier (…0005) et une secrétaire (30B0152872/SEC00001). `segur sandbox approve` joue leur téléphone.\n\n" +
        "Un DMP répond enfin, avec les documents d'autres professionnels : ceux des patients de test officiels et de tous ceux qu'INSi connaît. " +
        "Ce qui y est déposé reste d'un démarrage à l'autre, jusqu'à `segur sandbox reset`.\n\n" +
        "Un opérateur MSSanté répond aussi (SMTP, IMAP, autoconfiguration) : une boîte pour chaque professionnel, celle du cabinet et une boîte " +
        "applicative, des confrères qui accusent réception et répondent, des patients à leur adresse de Mon espace santé ; et l'annuaire, par son " +
        "API FHIR. Le domaine bac-a-sable.mssante.fr n'existe pas : rien ne peut arriver à une vraie boîte.\n\n" +
        "Six boîtes de ce domaine font toujours la même chose : repondeur@ (lit, accuse réception et répond), retard@ (distribue tard), " +
        "muette@ (distribue, et personne ne lit), pleine@ (refuse pour le moment), fermee@ (refuse), rejet@ (prend, puis revient).\n\n" +
        "Sans --detach, la commande reste au premier plan jusqu'à Ctrl-C ou `segur sandbox stop`.",
      options: [
        { flags: "--detach", summary: "rend la main quand le bac à sable répond" },
        { flags: "--seed <n>", summary: "graine des tirages (préfixes XML, pannes, population de --people)", default: "1" },
        { flags: "--people <n>", summary: "nombre de personnes engendrées connues dès le départ", default: "0" },
        { flags: "--directory <n>", summary: "nombre de professionnels et de structures de l'annuaire", default: "2000" },
        { flags: "--port <n>", summary: "port d'INSi", default: "un port libre" },
        { flags: "--latency <ms>", summary: "durée ajoutée à chaque réponse, en millisecondes", default: "0" },
      ],
      examples: [
        { run: "segur sandbox start --detach", does: "en tâche de fond" },
        { run: "segur sandbox start --latency 100", does: "au premier plan, avec la lenteur d'un vrai service" },
      ],
      effect: "local",
      access: "open",
      load: () => import("./start.js"),
    },
    {
      name: "status",
      summary: "dit si le bac à sable répond et ce qu'il a reçu",
      description: "Code de sortie 0 s'il répond, 5 sinon.",
      examples: [{ run: "segur sandbox status --json", does: "adresse, population, appels et pannes, pour un script" }],
      effect: "read",
      access: "open",
      load: () => import("./status.js"),
    },
    {
      name: "stop",
      summary: "arrête le bac à sable",
      examples: [{ run: "segur sandbox stop", does: "sans effet s'il ne tourne pas" }],
      effect: "local",
      access: "open",
      load: () => import("./stop.js"),
    },
    {
      name: "reset",
      summary: "oublie pannes, appels et populations, et renouvelle les certificats",
      examples: [{ run: "segur sandbox reset", does: "repart de zéro, qu'il tourne ou non" }],
      effect: "local",
      access: "open",
      load: () => import("./reset.js"),
    },
    {
      name: "people",
      summary: "écrit le fichier de patients d'un cabinet imaginaire",
      description:
        "La même graine donne toujours les mêmes personnes, et la personne n° i ne dépend pas du nombre demandé. INSi connaît la vérité ; " +
        "le fichier dit ce qu'en sait le cabinet : environ 75 % sont trouvés, 24 % ne le sont pas d'emblée (surtout des femmes enregistrées " +
        "sous leur nom d'épouse), 0,4 % ont un homonyme.\n\n" +
        "--truth donne à la place ce qu'INSi connaît et ce qu'il répondra, ligne par ligne.",
      options: [
        { flags: "--count <n>", summary: "nombre de personnes", default: "200" },
        { flags: "--seed <n>", summary: "graine", default: "1" },
        { flags: "--truth", summary: "la vérité et le résultat attendu de chaque ligne" },
      ],
      examples: [
        { run: "segur sandbox people --count 3762 --seed 7 --format csv > patients.csv", does: "un fichier à qualifier" },
        { run: "segur sandbox people --count 50 --format ndjson | segur ins qualify -", does: "sans fichier" },
      ],
      effect: "local",
      access: "open",
      load: () => import("./people.js"),
    },
    {
      name: "approve",
      summary: "accepte une demande de connexion Pro Santé Connect, comme le téléphone",
      description: DECISION,
      options: [AFTER],
      examples: [
        { run: "segur sandbox approve", does: "la demande qui attend, ou la prochaine" },
        { run: "segur sandbox approve --after 3s", does: "comme une personne qui cherche son téléphone" },
      ],
      effect: "local",
      access: "open",
      load: () => import("./approve.js"),
    },
    {
      name: "refuse",
      summary: "refuse une demande de connexion Pro Santé Connect",
      description: DECISION,
      options: [AFTER],
      examples: [{ run: "segur sandbox refuse", does: "la demande qui attend, ou la prochaine" }],
      effect: "local",
      access: "open",
      load: () => import("./refuse.js"),
    },
    {
      name: "dmp",
      summary: "montre ce que contient le DMP embarqué, ou y ajoute des documents",
      description:
        "Sans option : les documents du registre (identifiant, état, version), sans rien qui nomme un patient. Ceux d'une personne y sont à partir " +
        "de la première consultation de son DMP.\n\n" +
        "Avec --patient et --count : autant de documents d'autres professionnels, un toutes les douze heures en remontant depuis novembre 2026, " +
        "pour essayer un gros DMP.",
      options: [
        { flags: "--patient <matricule>", summary: "matricule de 15 caractères, d'une personne que le bac à sable connaît" },
        { flags: "--count <n>", summary: "nombre de documents à ajouter (20 000 au plus)" },
      ],
      examples: [
        { run: "segur sandbox dmp --format csv", does: "le contenu du registre" },
        { run: "segur sandbox dmp --patient 207058575627097 --count 2100", does: "un DMP de plus de 2 100 documents" },
      ],
      effect: "local",
      access: "open",
      load: () => import("./dmp.js"),
    },
    {
      name: "directory",
      summary: "écrit l'annuaire imaginaire comme l'extraction publique des boîtes MSSanté",
      description:
        "Mêmes personnes que l'API de l'annuaire embarqué pour la même graine, au format de l'extraction publique : 31 colonnes séparées par « | », " +
        "UTF-8, une ligne d'en-tête. --count compte les professionnels et les structures : certains n'ont pas de boîte, d'autres en ont deux.",
      options: [
        { flags: "--count <n>", summary: "nombre de professionnels et de structures", default: "2000" },
        { flags: "--seed <n>", summary: "graine", default: "1" },
      ],
      examples: [{ run: "segur sandbox directory --count 600000 > annuaire.txt", does: "un fichier de la taille du vrai" }],
      effect: "read",
      access: "open",
      load: () => import("./directory.js"),
    },
    {
      name: "mail",
      summary: "liste les messages que l'opérateur MSSanté embarqué a pris, ou remplit une boîte d'une semaine de messages",
      description:
        "Sans --count : depuis son démarrage ; les boîtes, elles, gardent leurs messages. Sans rien qui nomme un patient : Message-ID, taille, empreinte, destinataires sous forme d'empreintes, écarts aux " +
        "règles de MSSanté.\n\n" +
        "Avec --count : ce qu'un cabinet reçoit en une semaine (biologie avec et sans alertes, lettres, imagerie, nouvelles versions et " +
        "suppressions, réponses de patients, avis), et ce qui ne doit pas être classé (métadonnées d'un autre, archive hostile ou abîmée). Les 60 " +
        "premiers messages montrent de tout. La même graine donne les mêmes messages, à l'octet près ; ils concernent les identités de test " +
        "officielles et, avec --people, les premières personnes de la population de cette graine.",
      options: [
        { flags: "--count <n>", summary: "nombre de messages à ajouter (100 000 au plus)" },
        { flags: "--seed <n>", summary: "graine", default: "1" },
        { flags: "--mailbox <adresse>", summary: "boîte à remplir", default: "paul.marceau@bac-a-sable.mssante.fr" },
        { flags: "--people <n>", summary: "personnes de la même graine, en plus des identités officielles", default: "0" },
      ],
      examples: [
        { run: "segur sandbox mail --json", does: "pour vérifier que chaque message est arrivé une fois" },
        { run: "segur sandbox mail --count 60", does: "une boîte de réception où il y a de tout" },
        { run: "segur sandbox mail --count 2000 --seed 7 --people 200", does: "une grosse boîte, pour un cabinet engendré" },
      ],
      effect: "local",
      access: "open",
      load: () => import("./mail.js"),
    },
    {
      name: "fault",
      summary: "provoque des pannes",
      description:
        "Pannes d'INSi : timeout (aucune réponse), refuse (connexion refusée), reset (coupure au milieu de la réponse), truncate (XML tronqué), " +
        "slow=300ms (lenteur), et les erreurs du service : siram_40 (indisponible), insi_102, desir_1020, desir_550, desir_560, siram_10.\n\n" +
        "Pannes de Pro Santé Connect : refused (la personne refuse), expired (personne ne répond à temps), unknown (identifiant inconnu), " +
        "down (erreur 503), timeout (aucune réponse), slow=300ms, et trois anomalies qu'un logiciel doit refuser : no_acr, no_iss, wrong_subject.\n\n" +
        "Pannes du DMP : lost (dépôt ou changement pris en compte, réponse perdue), slow=300ms, busy (surcharge), cut (coupure au milieu d'un document), " +
        "hash (document altéré), other-patient (document d'une autre personne, à la liste suivante), denied (accès refusé), down (erreur 503), invalid-certificate, " +
        "http500 (erreur technique).\n\n" +
        "Pannes de MSSanté (mss) : refuse (destinataire refusé, 550), tempfail (refus passager, 451), cut (coupure après l'envoi, message pris ou non ; " +
        "cut=kept, cut=lost pour choisir), expired (jeton refusé une fois), revoked (certificat du serveur révoqué), too-big, slow=300ms, bounce " +
        "(accepté puis revenu), mes-closed et mes-unknown (retours de Mon espace santé), full (plus de place pour la copie), down.\n\n" +
        "Pannes de l'annuaire (directory) : slow=300ms, down, 429 (trop d'appels).\n\n" +
        "Elles se cumulent jusqu'à `segur sandbox fault insi off` (ou psc, dmp, mss, directory). Sans panne nommée, la commande donne la liste de celles qui sont en place.",
      args: [
        { usage: "<service>", summary: "insi, psc, dmp, mss ou directory", choices: ["insi", "psc", "dmp", "mss", "directory"] },
        { usage: "[panne]", summary: "la panne, ou off pour tout enlever" },
      ],
      options: [
        { flags: "--rate <part>", summary: "part des appels touchés, de 0 à 1", default: "1" },
        { flags: "--count <n>", summary: "nombre d'appels touchés, puis plus rien", default: "sans fin" },
      ],
      examples: [
        { run: "segur sandbox fault insi siram_40 --rate 0.1 --count 20", does: "un appel sur dix, vingt fois" },
        { run: "segur sandbox fault insi slow=300ms", does: "toutes les réponses tardent" },
        { run: "segur sandbox fault psc refused --count 1", does: "la prochaine connexion est refusée" },
        { run: "segur sandbox fault dmp lost --count 1", does: "le prochain dépôt réussit sans que sa réponse arrive" },
        { run: "segur sandbox fault mss cut=kept --count 1", does: "le prochain message est pris, mais personne ne le sait" },
        { run: "segur sandbox fault insi off", does: "plus aucune panne" },
      ],
      effect: "local",
      access: "open",
      load: () => import("./fault.js"),
    },
  ],
};
