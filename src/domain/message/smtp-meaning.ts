/** What an answer means, in French, without patient data. */
export interface Meaning {
  readonly message: string;
  readonly advice: string;
}

const ADDRESS = "Vérifiez l'adresse dans l'annuaire : segur mss directory search NOM   (puis renvoyez le message)";
const SMALLER = "Envoyez moins de documents à la fois : segur mss send … --doc DOC";
const OPERATOR = "Demandez à l'opérateur de votre messagerie, avec le code ci-dessus ; pour réessayer : segur outbox retry";
/** Whether an advice sends to the operator of the practice: the cause is neither the address nor the message. */
export function isForOperator(advice: string): boolean {
  return advice === OPERATOR;
}

const LATER = "Le message reste en attente et repartira ; pour relancer : segur outbox retry";

/** By enhanced status (RFC 3463), the most precise first, then by SMTP code. French, for people. */
const MEANINGS: readonly (readonly [start: string, meaning: Meaning])[] = [
  ["5.1.1", { message: "Cette boîte n'existe pas chez l'opérateur du destinataire.", advice: ADDRESS }],
  ["5.1.2", { message: "Le domaine du destinataire n'existe pas, ou n'est pas de l'espace MSSanté.", advice: ADDRESS }],
  ["5.1.3", { message: "L'adresse du destinataire est mal écrite.", advice: ADDRESS }],
  ["5.1.6", { message: "La boîte du destinataire a déménagé.", advice: ADDRESS }],
  [
    "5.1.8",
    { message: "L'opérateur ne connaît pas l'adresse de l'expéditeur.", advice: "Vérifiez : segur config get mss.address" },
  ],
  ["5.1", { message: "L'adresse du destinataire est refusée.", advice: ADDRESS }],
  ["5.2.1", { message: "La boîte du destinataire est fermée.", advice: ADDRESS }],
  ["5.2.2", { message: "La boîte du destinataire est pleine.", advice: "Prévenez le destinataire, puis : segur outbox retry" }],
  ["5.2.3", { message: "Le message est trop gros pour la boîte du destinataire.", advice: SMALLER }],
  ["5.3.4", { message: "Le message est trop gros pour l'opérateur.", advice: SMALLER }],
  ["5.4.7", { message: "Le serveur du destinataire n'a pas répondu à temps.", advice: ADDRESS }],
  ["5.4", { message: "Le serveur du destinataire n'est pas joignable.", advice: ADDRESS }],
  ["5.7.8", { message: "L'opérateur refuse l'authentification.", advice: "Reconnectez-vous : segur login --ciba" }],
  ["5.7", { message: "L'opérateur refuse ce message ou cet expéditeur.", advice: OPERATOR }],
  ["552", { message: "Le message est trop gros pour l'opérateur, ou la boîte est pleine.", advice: SMALLER }],
  ["550", { message: "La boîte du destinataire est inconnue ou refuse le message.", advice: ADDRESS }],
  ["551", { message: "L'opérateur ne sert pas cette adresse.", advice: ADDRESS }],
  ["553", { message: "L'adresse est refusée par l'opérateur.", advice: ADDRESS }],
  ["554", { message: "L'opérateur refuse le message.", advice: OPERATOR }],
  ["5", { message: "L'opérateur refuse l'envoi.", advice: OPERATOR }],
  ["4.2.2", { message: "La boîte du destinataire est pleine pour le moment.", advice: LATER }],
  ["4.4", { message: "Le serveur du destinataire n'est pas joignable pour le moment.", advice: LATER }],
  ["4.7", { message: "L'opérateur diffère le message pour des raisons de sécurité ou de cadence.", advice: LATER }],
  ["421", { message: "Le serveur MSSanté ferme pour le moment.", advice: LATER }],
  ["450", { message: "La boîte du destinataire est occupée.", advice: LATER }],
  ["452", { message: "Le serveur MSSanté manque de place ou reçoit trop de destinataires à la fois.", advice: LATER }],
  ["4", { message: "Le serveur MSSanté ne peut pas prendre le message maintenant.", advice: LATER }],
];

/** What an SMTP answer means, for a person: `550 5.1.1` → the box does not exist. Never empty. */
export function smtpMeaning(code: string): Meaning {
  const [number = "", status = ""] = code.split(" ");
  const found = MEANINGS.find(([start]) =>
    start.includes(".") ? `${status}.`.startsWith(`${start}.`) : number.startsWith(start),
  );
  return found?.[1] ?? { message: "L'opérateur MSSanté a refusé l'envoi.", advice: OPERATOR };
}
