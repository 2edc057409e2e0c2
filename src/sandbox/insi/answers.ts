import type { Person } from "../people/person.js";
import { VERIFY_RESULT_NAMESPACE } from "./assumed.js";
import type { ServiceFault } from "./faults.js";
import { NS } from "./namespaces.js";
import { escapeXml } from "./xml.js";

/** CodeCR and LibelleCR, exactly as the service spells them (insi.md §3.1). */
export const FOUND = { code: "00", label: "OK" } as const;
export const NOBODY = { code: "01", label: "Aucune identite trouvee" } as const;
export const SEVERAL = { code: "02", label: "Plusieurs identites trouvees" } as const;

interface Verdict {
  readonly code: string;
  readonly label: string;
}

/** One way to write the same document: live answers change their prefixes from one call to the next (insi.md §1.9). */
interface Wording {
  readonly declaration: boolean;
  readonly envelope: string;
  /** Prefix of Body, declared again there when it differs. */
  readonly body: string;
  /** Empty: default namespace. */
  readonly result: string;
  readonly siram: string;
  /** The schema also allows the first given name before the list. */
  readonly withFirstGivenName: boolean;
}

const ENVELOPES = ["soap", "S", "env", "SOAP-ENV"] as const;
const RESULTS = ["", "ns2", "insi", ""] as const;

function wording(draw: number): Wording {
  const envelope = ENVELOPES[draw & 3] ?? "soap";
  return {
    declaration: (draw & 4) === 0,
    envelope,
    body: ENVELOPES[(draw >> 3) & 3] ?? envelope,
    result: RESULTS[(draw >> 5) & 3] ?? "",
    siram: (draw & 128) === 0 ? "siram" : "ns3",
    withFirstGivenName: (draw & 0x300) === 0,
  };
}

function envelope(how: Wording, content: string): string {
  const declaration = how.declaration ? '<?xml version="1.0" encoding="UTF-8"?>\n' : "";
  const again = how.body === how.envelope ? "" : ` xmlns:${how.body}="${NS.soap}"`;
  return `${declaration}<${how.envelope}:Envelope xmlns:${how.envelope}="${NS.soap}"><${how.body}:Body${again}>${content}</${how.body}:Body></${how.envelope}:Envelope>`;
}

/** An element with text; nothing at all when the text is null. */
function element(prefix: string, name: string, text: string | null): string {
  if (text === null) return "";
  const tag = prefix === "" ? name : `${prefix}:${name}`;
  return `<${tag}>${escapeXml(text)}</${tag}>`;
}

function inside(prefix: string, name: string, content: string): string {
  const tag = prefix === "" ? name : `${prefix}:${name}`;
  return `<${tag}>${content}</${tag}>`;
}

function root(prefix: string, name: string, namespace: string, content: string): string {
  const tag = prefix === "" ? name : `${prefix}:${name}`;
  return `<${tag} xmlns${prefix === "" ? "" : `:${prefix}`}="${namespace}">${content}</${tag}>`;
}

function verdictOf(prefix: string, verdict: Verdict): string {
  return inside(prefix, "CR", element(prefix, "CodeCR", verdict.code) + element(prefix, "LibelleCR", verdict.label));
}

interface InsParts {
  readonly number: string;
  readonly key: string | null;
  readonly oid: string;
  readonly from: string | null;
  readonly to: string | null;
}

function insOf(prefix: string, name: string, ins: InsParts): string {
  const id = inside(prefix, "IdIndividu", element(prefix, "NumIdentifiant", ins.number) + element(prefix, "Cle", ins.key));
  const dates = element(prefix, "DateDeb", ins.from) + element(prefix, "DateFin", ins.to);
  return inside(prefix, name, id + element(prefix, "OID", ins.oid) + dates);
}

function individual(prefix: string, person: Person, withFirstGivenName: boolean): string {
  const active = { number: person.number, key: person.key, oid: person.oid, from: null, to: null };
  let content = insOf(prefix, "INSACTIF", active);
  for (const entry of person.history) content += insOf(prefix, "INSHISTO", entry);
  const traits =
    element(prefix, "NomNaissance", person.birthName) +
    element(prefix, "Prenom", withFirstGivenName ? (person.givenNames[0] ?? null) : null) +
    element(prefix, "ListePrenom", person.givenNames.join(" ")) +
    element(prefix, "Sexe", person.sex) +
    element(prefix, "DateNaissance", person.birthDate) +
    element(prefix, "LieuNaissance", person.birthPlace);
  return inside(prefix, "INDIVIDU", content + inside(prefix, "TIQ", traits));
}

/** RESULTAT of both searches (insi.md §1.9): an individual with 00 only. `draw` chooses the wording. */
export function searchAnswer(verdict: Verdict, person: Person | null, draw: number): string {
  const how = wording(draw);
  const content =
    verdictOf(how.result, verdict) + (person === null ? "" : individual(how.result, person, how.withFirstGivenName));
  return envelope(how, root(how.result, "RESULTAT", NS.result, content));
}

/** Resultat of a single verification (assumed shape, insi.md §1.10). */
export function verifyAnswer(verdict: Verdict, draw: number): string {
  const how = wording(draw);
  return envelope(how, root(how.result, "Resultat", VERIFY_RESULT_NAMESPACE, verdictOf(how.result, verdict)));
}

/** A SOAP 1.2 fault (insi.md §3.2); the fault names the message it answers when that was readable. */
export function faultAnswer(fault: ServiceFault, messageId: string | null, draw: number): string {
  const how = wording(draw);
  const s = how.envelope;
  const echo = messageId === null ? "" : ` messageID="${escapeXml(messageId)}"`;
  const detail = `<${how.siram}:Erreur xmlns:${how.siram}="${NS.siram}" severite="${fault.severity}" code="${fault.code}"${echo}>${escapeXml(fault.text)}</${how.siram}:Erreur>`;
  const subcode = `<${s}:Subcode><${s}:Value>${s}:${fault.siram}</${s}:Value></${s}:Subcode>`;
  const code = `<${s}:Code><${s}:Value>${s}:${fault.role}</${s}:Value>${subcode}</${s}:Code>`;
  const reason = `<${s}:Reason><${s}:Text xml:lang="fr">${escapeXml(fault.reason)}</${s}:Text></${s}:Reason>`;
  return envelope(how, `<${s}:Fault>${code}${reason}<${s}:Detail>${detail}</${s}:Detail></${s}:Fault>`);
}
