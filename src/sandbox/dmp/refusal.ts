/**
 * A refusal as the service says it. `fault`: a SOAP fault with this subcode. `registry`: an ebRS response, status Failure, with
 * one RegistryError of this code. The text is the service's own, in French or in English as it is in the wild.
 */
export class Refusal extends Error {
  readonly channel: "fault" | "registry";
  readonly code: string;
  /** `Receiver` for what is the service's own affair. */
  readonly role: "Sender" | "Receiver";
  /** Where in the message: the id of an object, or the name of a field. */
  readonly location: string;

  constructor(
    channel: "fault" | "registry",
    code: string,
    text: string,
    more: { role?: "Sender" | "Receiver"; location?: string } = {},
  ) {
    super(text);
    this.channel = channel;
    this.code = code;
    this.role = more.role ?? "Sender";
    this.location = more.location ?? "";
  }
}

export const fault = (code: string, text: string, role: "Sender" | "Receiver" = "Sender"): Refusal =>
  new Refusal("fault", code, text, { role });

export const registryError = (code: string, text: string, location = ""): Refusal =>
  new Refusal("registry", code, text, { location });

/** A value of the metadata that the profile does not allow (dmp.md §3.2). */
export const metadataError = (field: string, text: string, location = ""): Refusal =>
  registryError("XDSRegistryMetadataError", `${field} : ${text}`, location);

/** Text attested (dmp.md §1.2: JAX-WS and CXF). */
export const addressingMissing = (): Refusal =>
  fault("wsa:MessageAddressingHeaderRequired", "A required header representing a Message Addressing Property is not present");

/** Text attested (psc.md §4.3). */
export const invalidCertificate = (): Refusal =>
  fault("DMPInvalidCertificate", "Le certificat ayant signé le VIHF est invalide : Not a valid signature certificate");

/** Text attested (psc.md §4.1), code assumed. */
export const structureUnknown = (): Refusal => fault("DMPAccessDeniedByRightsService", "Structure introuvable ou Inactive");

/** Beginning of the text attested (dmp.md §4), code assumed. */
export const specialityMissing = (): Refusal =>
  fault("DMPInvalidVIHF", "Aucune spécialité dans le vihf. Spécialité obligatoire pour les Médecins et les Pharmaciens");

/** What of a VIHF is wrong: code and text are ours, no public list has them. */
export const vihfRefused = (why: string): Refusal => fault("DMPInvalidVIHF", why);

/** Code attested, text assumed. The registry says it in its own way, the other services by a fault. */
export const accessDenied = (channel: "fault" | "registry", why: string): Refusal =>
  new Refusal(channel, "DMPAccessDeniedByRightsService", why);
