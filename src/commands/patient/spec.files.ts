import type { CommandSpec } from "../spec.js";

export const importPatients: CommandSpec = {
  name: "import",
  summary: "importe un fichier de patients (CSV ou NDJSON)",
  description:
    "Lit un CSV (séparateur ; , ou tabulation ; UTF-8 ou Windows-1252) ou un NDJSON. Colonnes : dossier, nom_naissance, " +
    "prenoms_naissance, premier_prenom, nom_utilise, prenom_utilise, date_naissance, sexe, lieu_naissance, matricule, oid, " +
    "preuve_type, preuve_date, preuve_par, homonyme, douteuse, fictive, date_naissance_facturation, adresse, code_postal, ville, " +
    "telephone, email, medecin_traitant, ald, diagnostics, derniere_visite, dernier_vsm, rcp, consentement_dmp_alimentation, " +
    "consentement_dmp_consultation, consentement_mss_professionnels, consentement_mss_patient. Casse, accents et titres usuels " +
    "sont reconnus ; pour les autres : --map.\n\n" +
    "Un patient est retrouvé par son dossier (sinon son id, sinon ses traits) : réimporter le même fichier ne change rien. Une " +
    "case vide n'efface rien. Une ligne fautive est signalée avec son numéro et sa colonne, et n'arrête pas les autres (code de " +
    "sortie 3). Les traits d'une identité récupérée ou qualifiée ne sont jamais changés par un fichier (INS/va1.18).\n\n" +
    "Le matricule d'un fichier est contrôlé mais jamais enregistré : l'INS ne vient que d'INSi. Une preuve d'identité se donne " +
    "entière : type, date et nom de qui a vu la pièce.",
  args: [{ usage: "<fichier>", summary: "chemin, ou - pour l'entrée standard" }],
  options: [
    {
      flags: "--map <correspondance>",
      summary: "titres du fichier : 'Nom=nom_naissance,Né le=date_naissance', ou un fichier JSON",
      repeatable: true,
    },
    { flags: "--encoding <encodage>", summary: "s'il est mal deviné", choices: ["utf-8", "windows-1252"] },
    { flags: "-n, --dry-run", summary: "tout contrôler sans rien enregistrer" },
  ],
  examples: [
    { run: "segur patient import patients.csv --dry-run", does: "ce qui serait fait, ligne par ligne" },
    { run: "segur patient import patients.csv", does: "importe ; à relancer autant que l'on veut" },
    { run: "segur patient import export.csv --map 'NOM=nom_naissance,PRENOM=premier_prenom'", does: "avec d'autres titres" },
    { run: "segur patient import - --format ndjson < patients.ndjson", does: "un résultat par ligne, pour un script" },
  ],
  effect: "local",
  access: "patients.import",
  load: () => import("./import.js"),
};

export const exportPatients: CommandSpec = {
  name: "export",
  summary: "exporte les patients, dans la forme que l'import relit",
  description:
    "CSV (; et titres français) par défaut, NDJSON ou JSON avec --format. Les matricules sont masqués ; avec --reveal, ceux des " +
    "identités qualifiées sont en clair (INS/va1.53) et chaque accès est tracé. Un fichier écrit avec --output n'est lisible que " +
    "de vous.",
  options: [
    { flags: "-o, --output <fichier>", summary: "fichier à écrire (ou à remplacer), lisible de son seul propriétaire" },
    { flags: "--filter <nom>", summary: "seulement les patients d'un filtre" },
    { flags: "--reveal", summary: "matricules des identités qualifiées en clair ; accès tracés" },
  ],
  examples: [
    { run: "segur patient export -o patients.csv", does: "tout le cabinet" },
    { run: "segur patient export --filter ins-ko --format ndjson", does: "un filtre, pour un script" },
  ],
  effect: "read",
  access: "export",
  load: () => import("./export.js"),
};
