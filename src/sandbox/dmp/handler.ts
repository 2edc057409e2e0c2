import type { X509Certificate } from "node:crypto";
import type { Transaction } from "../../domain/dmp/transaction.js";
import type { FaultRules } from "../fault-rules.js";
import type { Answer, AnswerPart } from "./answer.js";
import type { DmpCallRecord } from "./call-log.js";
import { NS, OPERATIONS, type Operation } from "./names.js";
import { authorizations, authorize, patientList } from "./operations/habilitations.js";
import { provide } from "./operations/provide.js";
import { query } from "./operations/query.js";
import { bytesOf, otherPatient, queryFailure, registryResponse, retrieve } from "./operations/retrieve.js";
import { reasonOf, status } from "./operations/status.js";
import { actOf, update } from "./operations/update.js";
import { accessDenied, fault, invalidCertificate, Refusal, registryError } from "./refusal.js";
import type { Filed } from "./registry.js";
import type { ReadRequest } from "./request.js";
import type { FiledObject } from "./rim.js";
import type { DmpFaultKind } from "./script.js";
import { type Envelope, envelopeOf, faultEnvelope, openEnvelope, wrapping } from "./soap.js";
import { type Caller, readVihf, type TlsCaller, type VihfRules } from "./vihf.js";
import type { World } from "./world.js";
import { XmlRefused } from "./xml.js";

export interface HandlerOptions {
  readonly world: World;
  readonly rules: VihfRules & { readonly authorities: readonly X509Certificate[] };
  readonly script: FaultRules<DmpFaultKind>;
  /** Draws the prefixes of an answer. */
  draw(): number;
}

export interface Handled {
  readonly answer: Answer;
  readonly call: Omit<DmpCallRecord, "n" | "at">;
}

/** The outcome of one operation: the child of `soap:Body` in pieces, and the parts that follow. */
interface Outcome {
  readonly body: Iterable<string>;
  readonly outcome: string;
  readonly parts?: readonly AnswerPart[];
}

const EBXML: readonly Operation[] = ["query", "update", "provide", "retrieve"];

/** One request as a function: what was read in, what is to be sent out. It never throws. */
export async function handle(options: HandlerOptions, service: string, read: ReadRequest, tls: TlsCaller): Promise<Handled> {
  let envelope: Envelope | null = null;
  let caller: Caller | null = null;
  try {
    envelope = openEnvelope(read.message, service);
    if (options.script.happens("http500")) throw fault("ServerError", "Fault occurred while processing.", "Receiver");
    caller = await readVihf(read.message, envelope.security, tls, options.rules);
    if (options.script.happens("invalid-certificate")) throw invalidCertificate();
    const { body, outcome, parts } = await operate(options, envelope, caller, read);
    const { before, after } = wrapping({ messageId: envelope.messageId, action: OPERATIONS[envelope.operation].answer });
    const isMtom = envelope.operation === "retrieve" || read.parts !== null;
    return {
      answer: { status: 200, envelope: around(before, body, after), parts: isMtom ? (parts ?? []) : null },
      call: callOf(envelope, caller, outcome),
    };
  } catch (error) {
    const refusal = refusalOf(error);
    return { answer: refusalAnswer(refusal, envelope, service, read), call: callOf(envelope, caller, refusal.code) };
  }
}

function* around(before: string, body: Iterable<string>, after: string): Generator<string> {
  yield before;
  yield* body;
  yield after;
}

function callOf(envelope: Envelope | null, caller: Caller | null, outcome: string): Handled["call"] {
  return {
    messageId: envelope?.messageId ?? null,
    assertionId: caller?.assertionId ?? null,
    operation: envelope?.operation ?? null,
    transaction: envelope === null ? null : transactionOf(envelope),
    mode: caller?.mode ?? null,
    outcome,
  };
}

const TRANSACTIONS = {
  authorize: "TD0.3",
  patientList: "TD0.4",
  authorizations: "TD1.6",
  provide: "TD2.1",
  query: "TD3.1",
  retrieve: "TD3.2",
} as const;

/** The transaction of a message: two operations serve several. */
function transactionOf({ operation, body }: Envelope): Transaction {
  if (operation === "status") return reasonOf(body) === "CNSLT_DATA" ? "TD1.3a" : "TD0.2";
  if (operation !== "update") return TRANSACTIONS[operation];
  const act = actOf(body);
  return act === "visibility" ? "TD3.3a" : act === "delete" ? "TD3.3c" : "TD3.3d";
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof XmlRefused) return fault("MalformedMessage", error.message);
  // A defect of ours: told as a technical fault of the service, never with its message.
  return fault("ServerError", "Erreur technique du service", "Receiver");
}

/** Refusals of the registry are ordinary answers; faults are HTTP 500, in a multipart body where the service is one of MTOM. */
function refusalAnswer(refusal: Refusal, envelope: Envelope | null, service: string, read: ReadRequest): Answer {
  const messageId = envelope?.messageId ?? null;
  const parts = service === "repository" && (read.parts !== null || envelope?.operation === "retrieve") ? [] : null;
  if (refusal.channel === "fault" || envelope === null) {
    return { status: 500, envelope: [faultEnvelope(messageId, refusal)], parts };
  }
  const { operation } = envelope;
  const response = registryResponse("Failure", [refusal]);
  const body =
    operation === "query"
      ? queryFailure(refusal)
      : operation === "retrieve"
        ? `<ns4:RetrieveDocumentSetResponse xmlns:ns4="${NS.xds}">${response}</ns4:RetrieveDocumentSetResponse>`
        : response;
  return { status: 200, envelope: [envelopeOf({ messageId, action: OPERATIONS[operation].answer }, body)], parts };
}

async function operate(options: HandlerOptions, envelope: Envelope, caller: Caller, read: ReadRequest): Promise<Outcome> {
  const { world, script, rules } = options;
  const { operation, body } = envelope;
  const channel = EBXML.includes(operation) ? "registry" : "fault";
  if (script.happens("denied")) throw accessDenied(channel, "Accès refusé par le service des droits");
  if (script.happens("busy")) {
    if (channel === "fault") throw fault("ServerBusy", "Le service est momentanément surchargé", "Receiver");
    const code = operation === "query" || operation === "update" ? "XDSRegistryBusy" : "XDSRepositoryBusy";
    throw registryError(code, "Trop d'activité, réessayez plus tard");
  }
  const plain = ({ xml, outcome }: { readonly xml: string; readonly outcome: string }): Outcome => ({ body: [xml], outcome });
  switch (operation) {
    case "status":
      return plain(status(world, caller, body));
    case "authorize":
      return plain(await authorize(world, caller, body));
    case "authorizations":
      return plain(authorizations(world, caller, body));
    case "patientList":
      return plain(await patientList(world, caller, body));
    case "update":
      return plain({ xml: registryResponse("Success"), outcome: await update(world, caller, body) });
    case "provide":
      return plain({
        xml: registryResponse("Success"),
        outcome: await provide(world, caller, body, read.parts, rules.authorities),
      });
    case "query":
      return queryOutcome(options, envelope, caller);
    case "retrieve":
      return retrieveOutcome(options, envelope, caller);
  }
}

async function queryOutcome({ world, script, draw }: HandlerOptions, { body }: Envelope, caller: Caller): Promise<Outcome> {
  const rim = `ns${3 + (draw() % 20)}`;
  const others = script.rules().some(({ kind, remaining }) => kind === "other-patient" && remaining !== 0);
  const alter = async (filed: Filed): Promise<FiledObject> => {
    if (!others) return filed.object;
    const { hash } = await otherPatient(world, filed);
    return { ...filed.object, slots: { ...filed.object.slots, hash: [hash] } };
  };
  const { xml, outcome } = await query(world, caller, body, rim, alter);
  const status = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success";
  const before = `<ns1:AdhocQueryResponse xmlns:ns1="${NS.query}" xmlns:ns2="${NS.rs}" xmlns:${rim}="${NS.rim}" status="${status}"><${rim}:RegistryObjectList>`;
  return { outcome, body: around(before, xml, `</${rim}:RegistryObjectList></ns1:AdhocQueryResponse>`) };
}

async function retrieveOutcome({ world, script }: HandlerOptions, { body }: Envelope, caller: Caller): Promise<Outcome> {
  const { xml, outcome, parts } = await retrieve(world, caller, body);
  const altered = script.happens("hash");
  const others = script.happens("other-patient");
  const given = parts.map(({ contentId, filed }): AnswerPart => {
    const bytes = others ? otherBytes(world, filed) : bytesOf(world, filed);
    return { contentId, contentType: "text/xml", body: altered ? oneByteWrong(bytes) : bytes };
  });
  return { body: [xml], outcome: altered ? "hash" : others ? "other-patient" : outcome, parts: given };
}

async function* otherBytes(world: World, filed: Filed): AsyncGenerator<Buffer> {
  yield (await otherPatient(world, filed)).bytes;
}

/** As long as it was, but not what was deposited. */
async function* oneByteWrong(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let done = false;
  for await (const piece of bytes) {
    if (done || piece.length < 2) {
      yield piece;
      continue;
    }
    const copy = Buffer.from(piece);
    copy[copy.length >> 1] = (copy[copy.length >> 1] ?? 0) ^ 0x01;
    done = true;
    yield copy;
  }
}
