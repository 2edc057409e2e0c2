/** A SOAP fault as the service words it: `siram_NN` in the SOAP subcode, the precise code in `siram:Erreur`. */
export interface ServiceFault {
  readonly role: "Sender" | "Receiver";
  readonly siram: string;
  readonly reason: string;
  readonly code: string;
  readonly severity: string;
  readonly text: string;
}

/** Thrown while a request is read: the answer is this fault. */
export class ServiceRefusal extends Error {
  readonly fault: ServiceFault;
  constructor(fault: ServiceFault) {
    super(fault.code);
    this.fault = fault;
  }
}

export const UNAVAILABLE_REASON =
  "Le service est temporairement inaccessible. Veuillez renouveler votre demande ultérieurement. Si le problème persiste, contactez l'éditeur du progiciel ou votre responsable informatique.";
export const NOT_ALLOWED_REASON =
  "L'accès par ce progiciel au service n'est pas autorisé. Contactez l'éditeur du progiciel ou votre responsable informatique.";

/** Faults seen in answers of the real service, word for word (insi.md §3.2); `fatal` is really sent, against the schema. */
export const ATTESTED = {
  insi_102: {
    role: "Receiver",
    siram: "siram_40",
    reason: UNAVAILABLE_REASON,
    code: "insi_102",
    severity: "fatal",
    text: "L'appel au service de recherche avec les traits d'identité renvoie une erreur technique.",
  },
  insi_111: {
    role: "Receiver",
    siram: "siram_40",
    reason: UNAVAILABLE_REASON,
    code: "insi_111",
    severity: "fatale",
    text: "Indisponibilité des téléservices",
  },
  desir_1020: {
    role: "Sender",
    siram: "siram_40",
    reason: UNAVAILABLE_REASON,
    code: "desir_1020",
    severity: "fatale",
    text: "Le service appelé est temporairement indisponible",
  },
  desir_550: {
    role: "Sender",
    siram: "siram_100",
    reason: NOT_ALLOWED_REASON,
    code: "desir_550",
    severity: "erreur",
    text: "Numéro d'autorisation du logiciel inconnu.",
  },
} as const satisfies Record<string, ServiceFault>;
