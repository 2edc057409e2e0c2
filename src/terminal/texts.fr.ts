/** Labels of the screens, in one place. The sentences of an error stand beside its rule, in each area's `errors.ts`. */
export const TEXTS = {
  error: {
    title: "Erreur :",
    why: "Pourquoi :",
    advice: "Que faire :",
    code: "Code :",
    rule: "règle",
  },
  warning: "Attention :",
  listing: {
    truncated: (next: string) => `La liste est coupée ici ; pour la suite, ajoutez --after ${next}`,
    empty: "Aucun élément.",
  },
  interrupted: {
    first: "Interruption demandée : ce qui est en cours se termine (Ctrl-C encore une fois pour arrêter tout de suite).",
    message: "Commande interrompue.",
  },
  internal: {
    message: "Erreur interne de segur : ce n'est pas votre faute, et rien n'est perdu de ce qui était enregistré.",
    advice: (reference: string) =>
      `Relancez avec --verbose et signalez la référence ${reference} (aucune donnée de patient n'y figure).`,
  },
  prompt: {
    confirm: { yes: "oui", no: "non", error: "Répondez par oui ou par non.", hint: { yes: "O/n", no: "o/N" } },
    selectHelp: "↑↓ choisir · Entrée valider · Échap annuler",
  },
  stdinWait: "Lecture de l'entrée standard ; terminez par Ctrl-D (Ctrl-Z puis Entrée sous Windows).",
  yes: "oui",
  no: "non",
  /** Reasons of the system errors that a user can do something about. */
  system: {
    EACCES: "Le système refuse l'accès (droits insuffisants).",
    EPERM: "Le système refuse l'opération (droits insuffisants).",
    ENOENT: "Le fichier ou le dossier n'existe pas.",
    ENOTDIR: "Une partie du chemin n'est pas un dossier.",
    EISDIR: "C'est un dossier, pas un fichier.",
    ENOTFILE: "Ce n'est pas un fichier ordinaire (tube, périphérique…).",
    ENOSPC: "Le disque est plein.",
    EDQUOT: "Le quota de disque est atteint.",
    EROFS: "Le disque est en lecture seule.",
    EMFILE: "Trop de fichiers sont ouverts.",
    EIO: "Le disque signale une erreur de lecture ou d'écriture.",
    EBUSY: "Le fichier est utilisé par un autre programme.",
  } as Readonly<Record<string, string>>,
} as const;
