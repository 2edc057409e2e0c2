import { SegurError } from "../../domain/errors.js";

function usage(code: string, message: string, advice: string): SegurError {
  return new SegurError({ kind: "usage", code, message, advice });
}

export function idMissing(command: string): SegurError {
  return usage("usage.id_missing", "Il manque l'identifiant du patient.", `Par exemple : segur ins ${command} P42`);
}

export function nothingToChange(id: string): SegurError {
  return usage("attribute.nothing", "Aucun attribut n'est donné.", `Par exemple : segur ins attribute ${id} --set homonyme`);
}

export function cohortAmbiguous(command: string): SegurError {
  return usage(
    "usage.cohort_ambiguous",
    "Les patients sont désignés de plusieurs façons à la fois.",
    `Choisissez une seule façon : segur ins ${command} --filter NOM, ou --ids A,B`,
  );
}

export function verifyNobody(): SegurError {
  return usage(
    "usage.nobody",
    "Aucun patient n'est désigné.",
    "Donnez des identifiants ou un filtre. Exemple : segur ins verify P42 P43",
  );
}

export function proofContradiction(): SegurError {
  return usage(
    "proof.contradiction",
    "--remove ne va avec aucune autre option de justificatif.",
    "Pour remplacer une pièce, enregistrez simplement la nouvelle : segur ins proof ID --type … --date …",
  );
}

export function imageNeedsFile(): SegurError {
  return usage(
    "datamatrix.output_missing",
    "Une image PNG ne s'écrit pas sur la sortie standard.",
    "Donnez un fichier : segur ins datamatrix ID --output datamatrix.png",
  );
}

export function terminalNeedsScreen(): SegurError {
  return usage(
    "datamatrix.no_screen",
    "La forme « terminal » ne se dessine que sur un écran.",
    "Dans un fichier ou un tube : --as text, ou --output datamatrix.svg",
  );
}

export function screenTooNarrow(columns: number): SegurError {
  return usage(
    "datamatrix.screen_narrow",
    `Le symbole tient sur ${columns} colonnes ; l'écran est plus étroit.`,
    "Élargissez la fenêtre, ou écrivez une image : --output datamatrix.png",
  );
}

export function readTakesNoId(): SegurError {
  return usage(
    "datamatrix.read_and_id",
    "--read lit un symbole ; il ne va ni avec un patient, ni avec --as, ni avec --output.",
    "Par exemple : segur ins datamatrix --read -",
  );
}

export function concurrencyInvalid(): SegurError {
  return usage("usage.concurrency", "--concurrency attend un entier de 1 à 64.", "Par exemple : --concurrency 4");
}
