/**
 * How a refusal ends: `later` send again, `fix` the document or the identity first, `rights` the patient or the rules do not allow it,
 * `refresh` what we know of the DMP is old, `setup` the certificates or settings are wrong, `defect` our own request is wrong, `protocol` every request of ours would be.
 */
export type Outcome = "later" | "fix" | "rights" | "refresh" | "setup" | "defect" | "protocol";

export interface CodeRule {
  readonly outcome: Outcome;
  readonly message: string;
  readonly advice?: string;
  readonly rule?: string;
  /** For a submission: the documents may be there already. */
  readonly uncertain?: true;
}

/** Codes of IHE (ITI TF-3 §4.2.4.1) and of the DMP (dmp.md §4); the DMP's own list is only in its guide, so others pass through. */
export const CODE_RULES: Readonly<Record<string, CodeRule>> = {
  XDSRegistryBusy: { outcome: "later", message: "L'index du DMP est occupé." },
  XDSRepositoryBusy: { outcome: "later", message: "L'entrepôt du DMP est occupé." },
  XDSRegistryNotAvailable: { outcome: "later", message: "L'index du DMP n'est pas disponible.", uncertain: true },
  XDSRegistryOutOfResources: { outcome: "later", message: "L'index du DMP manque de ressources." },
  XDSRepositoryOutOfResources: { outcome: "later", message: "L'entrepôt du DMP manque de ressources." },
  XDSRegistryError: { outcome: "later", message: "L'index du DMP a rencontré une erreur interne.", uncertain: true },
  XDSRepositoryError: { outcome: "later", message: "L'entrepôt du DMP a rencontré une erreur interne.", uncertain: true },
  // After a timeout it means that the first attempt had succeeded: who sends confirms it by GetDocuments (dmp.md §4).
  XDSDuplicateUniqueIdInRegistry: {
    outcome: "later",
    message: "Le DMP a déjà un document ou un lot de ce nom.",
    advice: "Vérifiez s'il y est déjà : segur dmp list PATIENT --refresh",
    uncertain: true,
  },
  XDSDuplicateDocumentUniqueIdInRegistry: {
    outcome: "later",
    message: "Le DMP a déjà un document de ce nom.",
    advice: "Vérifiez s'il y est déjà : segur dmp list PATIENT --refresh",
    uncertain: true,
  },
  XDSUnknownPatientId: {
    outcome: "rights",
    message: "Le DMP ne connaît pas ce patient.",
    rule: "EX_2.1-1050",
  },
  XDSPatientIdDoesNotMatch: { outcome: "fix", message: "Le document et le lot ne désignent pas le même patient." },
  // Bytes are written once for a uniqueId: this is a file that went back in time (a backup was restored), or another software's.
  XDSNonIdenticalHash: {
    outcome: "fix",
    message: "Le DMP a déjà ce document avec un autre contenu (sauvegarde restaurée ?).",
    advice:
      "Voyez ce que le DMP contient (segur dmp list PATIENT --refresh), reprenez-le (segur dmp pull), ou classez une nouvelle version (segur doc add … --replaces) et déposez-la.",
  },
  XDSNonIdenticalSize: {
    outcome: "fix",
    message: "Le DMP a déjà ce document avec une autre taille (sauvegarde restaurée ?).",
    advice:
      "Voyez ce que le DMP contient (segur dmp list PATIENT --refresh), reprenez-le (segur dmp pull), ou classez une nouvelle version (segur doc add … --replaces) et déposez-la.",
  },
  XDSRepositoryMetadataError: {
    outcome: "fix",
    message: "L'entrepôt du DMP refuse les métadonnées : empreinte, taille ou contenu ne concordent pas.",
  },
  XDSRegistryMetadataError: {
    outcome: "fix",
    message: "L'index du DMP refuse les métadonnées du document.",
    rule: "EX_2.1-1071",
  },
  XDSMissingDocument: { outcome: "defect", message: "Le DMP n'a pas reçu le contenu d'un document annoncé." },
  XDSMissingDocumentMetadata: { outcome: "defect", message: "Le DMP a reçu un document sans métadonnées." },
  XDSDuplicateUniqueIdInMessage: { outcome: "defect", message: "Deux documents de l'envoi portent le même identifiant." },
  InvalidDocumentContent: { outcome: "fix", message: "Le DMP refuse le contenu du document.", rule: "EX_2.1-1071" },
  XDSReplaceFailed: { outcome: "refresh", message: "Le DMP n'a pas pu remplacer l'ancienne version." },
  XDSRegistryDeprecatedDocumentError: {
    outcome: "refresh",
    message: "Le document visé n'est plus la version en cours au DMP.",
  },
  UnresolvedReferenceException: { outcome: "refresh", message: "Le document visé n'existe plus au DMP sous cet identifiant." },
  XDSMetadataUpdateError: { outcome: "refresh", message: "Le DMP refuse le changement demandé." },
  XDSMetadataUpdateOperationError: { outcome: "refresh", message: "Le DMP n'admet pas ce changement sur ce document." },
  XDSMetadataVersionError: {
    outcome: "refresh",
    message: "Le document a changé au DMP depuis sa dernière lecture.",
  },
  XDSPatientIDReconciliationError: { outcome: "fix", message: "Le DMP ne rapproche pas les identifiants du patient." },
  XDSTooManyResults: {
    outcome: "rights",
    message: "Le DMP a trop de documents pour cette recherche.",
    advice: "Bornez la recherche : segur dmp list PATIENT --since AAAA-MM-JJ",
  },
  XDSResultNotSinglePatient: { outcome: "defect", message: "La recherche porte sur plusieurs patients." },
  XDSUnknownStoredQuery: { outcome: "defect", message: "Le DMP ne connaît pas cette recherche." },
  XDSStoredQueryMissingParam: { outcome: "defect", message: "Il manque un critère à la recherche." },
  XDSStoredQueryParamNumber: { outcome: "defect", message: "Un critère de la recherche est donné un mauvais nombre de fois." },
  XDSUnknownRepositoryId: { outcome: "refresh", message: "Le DMP ne connaît pas l'entrepôt de ce document." },
  XDSDocumentUniqueIdError: { outcome: "refresh", message: "Le document demandé n'est pas, ou plus, au DMP." },
  XDSExtraMetadataNotSaved: { outcome: "fix", message: "Le DMP n'a pas gardé toutes les métadonnées." },
  DMPInvalidCertificate: {
    outcome: "setup",
    message: "Le DMP n'accepte pas le certificat qui a signé l'attestation (VIHF).",
    advice: "Donnez le cachet ORG SIGN de l'environnement visé, et non le certificat d'authentification : segur doctor",
  },
  DMPInvalidSignature: {
    outcome: "setup",
    message: "Le DMP ne peut pas vérifier la signature de l'attestation (VIHF).",
    advice: "Vérifiez dmp.signCertificate et dmp.digest : segur config list",
  },
  DMPIdentityCertificationFailure: {
    outcome: "fix",
    message: "Le DMP ne reconnaît pas l'identité INS de ce patient.",
    advice: "Faites vérifier l'identité : segur ins verify PATIENT",
  },
  DMPAccessDeniedByRightsService: {
    outcome: "rights",
    message: "Le DMP refuse l'accès : le professionnel n'a pas ce droit sur ce DMP.",
    advice: "Vérifiez l'autorisation : segur dmp status PATIENT, puis segur dmp authorize PATIENT",
    rule: "DMP/PDT-INF-526",
  },
  DMPAccessDenied: { outcome: "rights", message: "Le DMP refuse l'accès à ce dossier ou à ce document." },
  DMPClosed: { outcome: "rights", message: "Le DMP de ce patient est fermé." },
  DMPNotFound: { outcome: "rights", message: "Ce patient n'a pas de DMP." },
  DMPPatientAccessAlreadyExists: { outcome: "rights", message: "Le patient a déjà un accès à son DMP." },
  // Of the WS-Addressing and WS-Security layers, which come as SOAP faults only.
  MessageAddressingHeaderRequired: {
    outcome: "protocol",
    message: "Le DMP n'a pas trouvé l'adressage du message (WS-Addressing).",
  },
  ActionNotSupported: {
    outcome: "setup",
    message: "Le DMP ne connaît pas cette transaction à cette adresse.",
    advice: "Vérifiez l'adresse du DMP : segur config list",
  },
  FailedAuthentication: { outcome: "setup", message: "Le DMP n'accepte pas l'attestation (VIHF) envoyée." },
  InvalidSecurity: { outcome: "setup", message: "Le DMP n'accepte pas l'en-tête de sécurité du message." },
  FailedCheck: {
    outcome: "setup",
    message: "Le DMP ne peut pas vérifier une signature du message.",
    advice: "Vérifiez dmp.signCertificate et dmp.digest : segur config list",
  },
};
