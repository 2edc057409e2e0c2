import type { CommandSpec } from "../spec.js";

export const login: CommandSpec = {
  name: "login",
  summary: "se connecter : Pro Santé Connect (e-CPS, carte) ou mot de passe local",
  description:
    "Par Pro Santé Connect : --ciba demande l'accord sur l'e-CPS ou la carte (un code à deux chiffres s'affiche ici et là), --browser passe par " +
    "le navigateur. Sans option, le navigateur est pris s'il y en a un, sinon --ciba. Le professionnel est reconnu à son numéro RPPS ; s'il a " +
    "plusieurs situations d'exercice, la commande demande laquelle.\n\n" +
    "Par mot de passe local (--password) : pour le travail sans réseau et les traitements automatiques ; un téléservice qui demande Pro Santé " +
    "Connect le dit.\n\n" +
    "Une session dure quatre heures au plus, et se verrouille sans commande (réglage session.lockAfter). Sans terminal, dites comment : " +
    "--ciba, --browser ou --password.",
  options: [
    { flags: "--ciba", summary: "par l'e-CPS ou la carte, sans navigateur" },
    { flags: "--browser", summary: "par le navigateur (son adresse est affichée aussi, pour SSH)" },
    { flags: "--password", summary: "par mot de passe local" },
    {
      flags: "--rpps <numéro>",
      summary: "numéro RPPS (11 chiffres) ou identifiant national ; sinon celui de la dernière connexion",
    },
    { flags: "--channel <canal>", summary: "où demander l'accord", choices: ["mobile", "card"], default: "mobile" },
    { flags: "--activity <n>", summary: "situation d'exercice, par son numéro dans la liste" },
    { flags: "--user <id>", summary: "utilisateur local de --password (U1) ; à défaut, le seul qui a un mot de passe" },
    { flags: "--password-file <fichier>", summary: "mot de passe sur la première ligne (« - » : entrée standard)" },
  ],
  examples: [
    { run: "segur login", does: "demande ce qui manque" },
    { run: "segur login --ciba --rpps 899700000001", does: "accord sur l'e-CPS ; au bac à sable : segur sandbox approve" },
    { run: "segur login --password --user U3 --password-file phrase.txt", does: "un technicien, pour un traitement de nuit" },
  ],
  effect: "remote",
  access: "open",
  load: () => import("./login.js"),
};

export const whoami: CommandSpec = {
  name: "whoami",
  summary: "dire qui est connecté, et avec quels droits",
  description: "Code de sortie 0 si quelqu'un est connecté, 4 sinon.",
  options: [{ flags: "--online", summary: "demander à Pro Santé Connect si sa session tient encore, et la prolonger" }],
  examples: [{ run: "segur whoami --json", does: "utilisateur, mode, droits et fin de la session, pour un script" }],
  effect: "read",
  access: "session",
  load: () => import("./whoami.js"),
};

export const logout: CommandSpec = {
  name: "logout",
  summary: "se déconnecter",
  description:
    "La session est effacée de cette machine, puis Pro Santé Connect est prévenu. Sans effet si personne n'est connecté.",
  examples: [{ run: "segur logout", does: "ferme la session de ce cabinet" }],
  effect: "remote",
  access: "open",
  load: () => import("./logout.js"),
};

export const lock: CommandSpec = {
  name: "lock",
  summary: "verrouiller la session en quittant le poste",
  description:
    "Plus rien ne s'ouvre avant une nouvelle connexion (segur login). Sans commande, la session se verrouille seule (session.lockAfter).",
  examples: [{ run: "segur lock", does: "puis segur login au retour" }],
  effect: "local",
  access: "open",
  load: () => import("./lock.js"),
};
