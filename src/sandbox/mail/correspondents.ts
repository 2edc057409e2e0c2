import { createHash } from "node:crypto";
import { isMatriculeNumber, matriculeKey } from "../../domain/identity/matricule.js";
import { entryOfAddress } from "../directory/people.js";
import { mailAccounts } from "./accounts.js";
import { MAIL_DOMAIN, PATIENT_DOMAIN } from "./names.js";

/** Mailboxes whose answer is always the same, for demonstrations and tests; the local part is the key. */
const SCRIPTED = {
  pleine: "full",
  fermee: "closed",
  rejet: "bounces",
  retard: "late",
  repondeur: "answers",
  muette: "silent",
} as const;
type Script = (typeof SCRIPTED)[keyof typeof SCRIPTED];

export type PatientState = "attached" | "closed" | "unknown" | "invalid";

/** Whom an address is, for the operator. */
export type Correspondent =
  | { readonly kind: "account"; readonly address: string }
  | { readonly kind: "colleague"; readonly address: string; readonly script: Script | null }
  | { readonly kind: "patient"; readonly address: string; readonly state: PatientState }
  | { readonly kind: "unknown" }
  /** Outside the « espace de confiance ». */
  | { readonly kind: "outside" };

export interface World {
  readonly seed: number;
  /** State of Mon espace santé by the matricule (15 characters). */
  readonly patient: (matricule: string) => Exclude<PatientState, "invalid">;
}

export function correspondent(world: World, text: string): Correspondent {
  const address = text.toLowerCase();
  const at = address.lastIndexOf("@");
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  if (domain === PATIENT_DOMAIN) return { kind: "patient", address, state: patientState(world, local.toUpperCase()) };
  if (domain !== "mssante.fr" && !domain.endsWith(".mssante.fr")) return { kind: "outside" };
  if (mailAccounts().has(address)) return { kind: "account", address };
  if (domain === MAIL_DOMAIN && Object.hasOwn(SCRIPTED, local)) {
    return { kind: "colleague", address, script: SCRIPTED[local as keyof typeof SCRIPTED] };
  }
  return entryOfAddress(world.seed, address) === null ? { kind: "unknown" } : { kind: "colleague", address, script: null };
}

function patientState(world: World, matricule: string): PatientState {
  const [number, key] = [matricule.slice(0, 13), matricule.slice(13)];
  return isMatriculeNumber(number) && matriculeKey(number) === key ? world.patient(matricule) : "invalid";
}

/** What somebody does with a message, always the same for the same address. */
export interface Habits {
  /** Displays it, and sends the receipt that was asked for. */
  readonly reads: boolean;
  /** Writes back a few words. */
  readonly answers: boolean;
}

/** Four colleagues in five read, one in six answers; every patient reads, two in three answer. */
export function habitsOf(one: Correspondent): Habits {
  if (one.kind === "colleague" && one.script !== null) {
    return { reads: one.script === "answers" || one.script === "late", answers: one.script === "answers" };
  }
  if (one.kind === "colleague") {
    const draw = drawOf(one.address);
    return { reads: draw % 5 !== 0, answers: draw % 6 === 1 };
  }
  if (one.kind === "patient") return { reads: true, answers: drawOf(one.address) % 3 !== 0 };
  return { reads: false, answers: false };
}

function drawOf(address: string): number {
  return createHash("sha256").update(`habits|${address}`).digest().readUInt32BE(0);
}
