import { SegurError } from "../../domain/errors.js";

/** The environment is never guessed: it decides whether real patients are asked for. */
export function environmentMissing(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "cabinet.environment_missing",
    message: "Il manque l'environnement du cabinet.",
    why: "sandbox : téléservices embarqués pour essayer ; bas : bac à sable national ; production : vrais patients.",
    advice: "Ajoutez --environment sandbox, bas ou production.",
  });
}

/** `cabinet key` copies a key out or in, not both. */
export function keyTwoWays(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "cabinet.key_two_ways",
    message: "--export et --import ne vont pas ensemble.",
    advice: "segur cabinet key --export FICHIER, ou segur cabinet key --import FICHIER",
  });
}
