import { RIGHTS, ROLES } from "../../domain/users/rights.js";
import { settingFlag, USER_SETTINGS } from "../../services/users/settings.js";
import type { GroupSpec, OptionSpec } from "../spec.js";

const SETTINGS: readonly OptionSpec[] = USER_SETTINGS.map(({ key, summary, example }) => ({
  flags: `${settingFlag(key)} <valeur>`,
  summary: `${summary} (ex. ${example})`,
}));

const RIGHT_OPTIONS: readonly OptionSpec[] = [
  { flags: "--grant <droit>", summary: "donne un droit de plus que ceux du rôle", choices: RIGHTS, repeatable: true },
  { flags: "--revoke <droit>", summary: "retire un droit", choices: RIGHTS, repeatable: true },
];

const NATIONAL_ID: OptionSpec = {
  flags: "--national-id <identifiant>",
  summary: "identifiant national de qui n'a pas de RPPS (salarié de la structure), tel que Pro Santé Connect le connaît",
};

const PASSWORD: readonly OptionSpec[] = [
  { flags: "--password", summary: "demande un nouveau mot de passe local au clavier (12 caractères au moins)" },
  { flags: "--password-file <fichier>", summary: "le lit sur la première ligne d'un fichier (« - » : entrée standard)" },
];

export const user: GroupSpec = {
  name: "user",
  summary: "qui travaille dans le cabinet, avec quels droits et quels réglages",
  commands: [
    {
      name: "list",
      summary: "donne les utilisateurs du cabinet",
      options: [{ flags: "--all", summary: "avec les comptes fermés" }],
      examples: [{ run: "segur user list --json", does: "rôles et droits de chacun, pour un script" }],
      effect: "read",
      access: "session",
      load: () => import("./list.js"),
    },
    {
      name: "add",
      summary: "fait entrer quelqu'un dans le cabinet",
      description:
        "Le rôle donne des droits de départ : un médecin voit, modifie et envoie ; une secrétaire voit, modifie et envoie des messages MSSanté, sans DMP ; un technicien charge des " +
        "fichiers, et n'appelle INSi qu'avec --grant insi.call, matricules masqués ; un administrateur gère le cabinet sans voir de patient.",
      args: [{ usage: "<nom>", summary: "nom, tel qu'il apparaît à l'écran et dans les traces" }],
      options: [
        { flags: "--role <rôle>", summary: "son rôle", choices: ROLES },
        { flags: "--rpps <numéro>", summary: "numéro RPPS, qui le reconnaît à sa connexion par Pro Santé Connect" },
        NATIONAL_ID,
        ...RIGHT_OPTIONS,
        ...PASSWORD,
        ...SETTINGS,
      ],
      examples: [
        { run: 'segur user add "Dr Anne Leroy" --role medecin --rpps 10001234567', does: "un médecin, par Pro Santé Connect" },
        {
          run: "segur user add Nuit --role technicien --grant insi.call --password-file phrase.txt",
          does: "un compte pour les traitements de nuit",
        },
      ],
      effect: "local",
      access: "administer",
      load: () => import("./add.js"),
    },
    {
      name: "set",
      summary: "change les droits, les réglages ou le mot de passe de quelqu'un",
      description:
        "Chacun change ses propres réglages et son mot de passe ; le reste demande le droit administer. Une valeur vide efface un réglage.",
      args: [{ usage: "<id>", summary: "identifiant (U1)" }],
      options: [
        { flags: "--label <nom>", summary: "nom affiché" },
        { flags: "--role <rôle>", summary: "rôle", choices: ROLES },
        { flags: "--rpps <numéro>", summary: "numéro RPPS" },
        NATIONAL_ID,
        ...RIGHT_OPTIONS,
        { flags: "--enable", summary: "rouvre un compte fermé" },
        ...PASSWORD,
        ...SETTINGS,
      ],
      examples: [
        { run: "segur user set U3 --grant insi.call", does: "ce technicien peut appeler INSi" },
        { run: "segur user set U1 --mss-email paul.marceau@medecin.mssante.fr", does: "adresse d'envoi MSSanté" },
      ],
      effect: "local",
      access: "session",
      load: () => import("./set.js"),
    },
    {
      name: "disable",
      summary: "ferme le compte de quelqu'un qui est parti",
      description:
        "Son nom reste dans les traces ; il ne peut plus se connecter, et une session ouverte s'arrête à la commande suivante.",
      args: [{ usage: "<id>", summary: "identifiant (U2)" }],
      examples: [{ run: "segur user disable U2", does: "segur user set U2 --enable le rouvre" }],
      effect: "local",
      access: "administer",
      load: () => import("./disable.js"),
    },
  ],
};
