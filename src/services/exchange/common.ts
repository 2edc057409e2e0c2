import type { ExchangeFact } from "../../domain/exchange/exchange.js";
import { isTestOid } from "../../domain/identity/matricule.js";
import type { IdentityStatus, Ins } from "../../domain/identity/types.js";
import type { User } from "../../domain/users/user.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { textSetting } from "../dmp/subject.js";

export type FactCabinet = Pick<OpenCabinet, "documents" | "patients" | "users" | "settings" | "info">;

/** One document of an exchange, with what does not depend on how the exchange ended. */
export type FactBase = Omit<ExchangeFact, "service" | "state" | "others" | "cause">;

export interface Carried {
  /** The INS that leaves with it, or null. */
  readonly ins: Ins | null;
  /** typeCodes of the documents, in their order. */
  readonly types: readonly string[];
  /** National id (PS_IdNat) of who sends, when the line knows it. */
  readonly sender: string | null;
}

/**
 * What is true of an exchange when it leaves, document by document; one of no document for a message of words. The signatory is the author
 * of the document, else who wrote the line: who tries it again later, a colleague or nobody, changes nothing (TBB/va1.03).
 */
export async function factBases(cabinet: FactCabinet, item: OutboxItem, carried: Carried): Promise<readonly FactBase[]> {
  const writer = await cabinet.users.get(item.createdBy);
  const sender = rppsOf(carried.sender) ?? writer?.rpps ?? null;
  const common = {
    exchange: item.id,
    identityStatus: await statusOf(cabinet, item, carried.ins),
    testOid: carried.ins !== null && isTestOid(carried.ins.oid),
    finess: await finessOf(cabinet, writer),
  };
  if (item.documents.length === 0) return [{ ...common, document: null, lineage: null, type: null, rpps: sender }];
  const bases: FactBase[] = [];
  for (const [index, id] of item.documents.entries()) {
    const document = await cabinet.documents.get(id);
    bases.push({
      ...common,
      document: id,
      lineage: document?.setId ?? null,
      type: carried.types[index] ?? document?.type.code ?? null,
      rpps: rppsOf(document?.author.id ?? null) ?? sender,
    });
  }
  return bases;
}

/**
 * An INS leaves only of a qualified identity, which is asked again before each departure (INS/va1.53: `requireFeedable`, `requireStill`):
 * what carries one was qualified when it left, even when its answer is learnt after a demotion. What carries none is of the identity as
 * it is.
 */
async function statusOf({ patients }: FactCabinet, item: OutboxItem, ins: Ins | null): Promise<IdentityStatus | null> {
  if (item.patientId === null) return null;
  if (ins !== null) return "qualifiee";
  return (await patients.get(item.patientId))?.identity.status ?? null;
}

/** Nothing was taken, and perhaps because the identity is no longer qualified: a refusal is of the identity as it is. */
export async function currentStatus({ patients }: Pick<FactCabinet, "patients">, { patientId }: OutboxItem) {
  return patientId === null ? null : ((await patients.get(patientId))?.identity.status ?? null);
}

/** FINESS géographique: Struct_IdNat of kind 1 (psc.md §4), else what who wrote the line says of the place. */
async function finessOf(cabinet: FactCabinet, writer: User | null): Promise<string | null> {
  const structure = await textSetting(cabinet, "structure.id");
  return /^1[0-9AB]{9}$/.test(structure ?? "") ? (structure?.slice(1) ?? null) : (writer?.settings.finess ?? null);
}

/** PS_IdNat of kind 8: an RPPS. */
export function rppsOf(nationalId: string | null): string | null {
  return nationalId !== null && /^8\d{11}$/.test(nationalId) ? nationalId.slice(1) : null;
}
