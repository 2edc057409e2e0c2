import type { TraceKind } from "../../store/traces.port.js";
import type { RetentionClass } from "./classes.js";
import { type Details, journalHead, pick, proofType, pscMeans, transaction, typeCodes, vihfId, vihfMode } from "./details.js";

export interface KindRule {
  /** French, for people. */
  readonly label: string;
  /** `forever`: what tells a purge is what proves it. */
  readonly retention: RetentionClass | "forever";
  /** The téléservice that was called. */
  readonly service?: "INSi" | "DMP" | "MSS";
  /** What of its `data` may be shown: a closed list, because the rest may hold traits, an INS, or free text. */
  readonly details: Details;
}

const CALL = pick("operation", "automatic");

/** Every kind of line. A new one is added here: how long it is kept, and what of it may be shown. */
export const KINDS: Readonly<Record<TraceKind, KindRule>> = {
  "patient.created": { label: "patient créé", retention: "identity", details: pick("line", "duplicates") },
  "patient.updated": { label: "patient modifié", retention: "identity", details: pick("fields") },
  "patient.consent": { label: "consentement", retention: "identity", details: pick("use", "from", "to") },
  "identity.changed": {
    label: "identité modifiée",
    retention: "identity",
    details: { ...pick("event", "fields", "set", "unset", "confidence", "validated", "effects"), proofType },
  },
  "identity.status": {
    label: "statut d'identité",
    retention: "identity",
    details: pick("event", "from", "to", "comparison", "acceptedByPerson", "effects"),
  },
  "ins.accessed": { label: "INS consultée", retention: "access", details: pick("where") },
  "insi.intended": { label: "appel INSi", retention: "identity", service: "INSi", details: CALL },
  "insi.answered": { label: "réponse d'INSi", retention: "identity", service: "INSi", details: CALL },
  "insi.decided": { label: "réponse d'INSi décidée", retention: "identity", details: pick("review") },
  "run.started": { label: "lot commencé", retention: "identity", details: pick("total", "environment") },
  "run.ended": { label: "lot terminé", retention: "identity", details: pick("total", "environment", "byOutcome", "calls") },
  "session.opened": { label: "session ouverte", retention: "session", details: pick("transport") },
  "session.refused": { label: "connexion refusée", retention: "session", details: pick("mode", "user", "rpps") },
  "session.closed": { label: "session fermée", retention: "session", details: {} },
  "session.locked": { label: "session verrouillée", retention: "session", details: {} },
  "rights.refused": { label: "droit refusé", retention: "session", details: pick("right", "command") },
  "user.added": {
    label: "utilisateur ajouté",
    retention: "administration",
    details: pick("user", "role", "granted", "revoked", "password"),
  },
  "user.changed": {
    label: "utilisateur modifié",
    retention: "administration",
    details: {
      ...pick("user", "role", "granted", "revoked", "changed", "change", "linked", "acr"),
      authMode: pscMeans,
    },
  },
  "user.disabled": { label: "utilisateur désactivé", retention: "administration", details: pick("user") },
  "cabinet.created": { label: "cabinet créé", retention: "administration", details: pick("environment") },
  "cabinet.backup": { label: "sauvegarde", retention: "administration", details: pick("patients", "lines", "bytes", "sha256") },
  "cabinet.restored": {
    label: "restauration",
    retention: "administration",
    details: pick("patients", "lines", "sha256", "unopened", "instanceId", "copyOf"),
  },
  "cabinet.rekeyed": { label: "clé de chiffrement changée", retention: "administration", details: {} },
  "cabinet.key_exported": { label: "clé du cabinet copiée", retention: "administration", details: pick("keyId") },
  "cabinet.key_imported": { label: "clé du cabinet gardée ici", retention: "administration", details: pick("keyId") },
  "document.filed": {
    label: "document classé",
    retention: "exchange",
    details: { ...pick("document", "origin", "uniqueId"), type: typeCodes },
  },
  "document.changed": { label: "document modifié", retention: "exchange", details: pick("document", "changed") },
  "document.read": { label: "document consulté", retention: "access", details: pick("document", "where") },
  "document.exported": { label: "document exporté", retention: "exchange", details: pick("document", "format") },
  "quarantine.added": {
    label: "document mis en quarantaine",
    retention: "exchange",
    details: pick("quarantine", "origin", "uniqueId"),
  },
  "quarantine.decided": { label: "quarantaine décidée", retention: "exchange", details: pick("quarantine", "to") },
  "dmp.vihf": {
    label: "jeton VIHF signé",
    retention: "exchange",
    service: "DMP",
    details: { transaction, mode: vihfMode, vihf: vihfId, ...pick("structure") },
  },
  "dmp.intended": {
    label: "appel au DMP",
    retention: "exchange",
    service: "DMP",
    details: { transaction, ...pick("access", "documents") },
  },
  "dmp.answered": {
    label: "réponse du DMP",
    retention: "exchange",
    service: "DMP",
    details: { transaction, ...pick("documents") },
  },
  "dmp.break_glass": { label: "accès au DMP en bris de glace", retention: "exchange", service: "DMP", details: {} },
  "outbox.queued": {
    label: "envoi mis en attente",
    retention: "exchange",
    details: pick("outbox", "kind", "documents", "uniqueId", "answers"),
  },
  "outbox.settled": {
    label: "envoi terminé",
    retention: "exchange",
    details: { ...pick("outbox", "kind", "state", "documents", "identityStatus"), types: typeCodes },
  },
  "outbox.cancelled": { label: "envoi annulé", retention: "exchange", details: pick("outbox") },
  // Never an address: that of a patient is their matricule.
  "mss.sent": {
    label: "message remis à l'opérateur",
    retention: "exchange",
    service: "MSS",
    details: pick("outbox", "audience", "recipients"),
  },
  "inbox.added": {
    label: "message ajouté à la boîte de réception",
    retention: "exchange",
    details: pick("message", "documents", "problem"),
  },
  "inbox.received": {
    label: "messages reçus",
    retention: "exchange",
    service: "MSS",
    details: pick("messages", "documents", "unreadable"),
  },
  "mss.failed": { label: "message refusé", retention: "exchange", service: "MSS", details: pick("outbox", "audience") },
  "mss.report": {
    label: "accusé d'un message",
    retention: "exchange",
    service: "MSS",
    details: pick("outbox", "audience", "state", "matched"),
  },
  "mss.handled": {
    label: "échec d'un message traité",
    retention: "exchange",
    service: "MSS",
    details: pick("outbox"),
  },
  "mss.receipt": { label: "accusé de lecture", retention: "exchange", service: "MSS", details: pick("receipt") },
  "inbox.decided": {
    label: "document reçu : décision",
    retention: "exchange",
    details: pick("received", "to", "document", "byHand", "fields"),
  },
  "inbox.acknowledged": {
    label: "résultat acquitté",
    retention: "exchange",
    // Never the note: it speaks of the patient.
    details: pick("received", "document", "alert", "noted"),
  },
  "medical.changed": {
    label: "données médicales modifiées",
    retention: "exchange",
    details: pick("items", "kinds", "from", "document"),
  },
  "vsm.generated": {
    label: "synthèse médicale produite",
    retention: "exchange",
    details: pick("document", "sections", "score"),
  },
  "export.written": {
    label: "export de portabilité",
    retention: "administration",
    details: pick("scope", "patients", "documents", "sha256", "encrypted"),
  },
  "export.imported": {
    label: "export repris",
    retention: "administration",
    details: pick("sha256", "patients", "documents"),
  },
  "mom.reported": {
    label: "rapport de mise en ordre de marche",
    retention: "administration",
    details: { ...pick("sha256"), journal: journalHead },
  },
  "journal.exported": {
    label: "journal exporté",
    retention: "administration",
    details: pick("format", "lines", "from", "to", "user", "rpps", "patient"),
  },
  "journal.purged": {
    label: "journal purgé",
    retention: "forever",
    details: pick("removed", "classes", "before", "verified", "clock"),
  },
};

/** The rule of a kind; null when a newer program wrote it. */
export function ruleOf(kind: string): KindRule | null {
  return Object.hasOwn(KINDS, kind) ? KINDS[kind as TraceKind] : null;
}

export const ALL_KINDS = Object.keys(KINDS) as readonly TraceKind[];
