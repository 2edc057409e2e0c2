import { faultAnswer } from "./answers.js";
import { ASSUMED, TWIN_DEFECT, VERIFY_ACTION } from "./assumed.js";
import { ATTESTED, type ServiceFault, ServiceRefusal } from "./faults.js";
import { peekMessageId, readHeaders } from "./headers.js";
import { NS, SEARCH_BY_TRAITS, SEARCH_BY_VITALE } from "./namespaces.js";
import { type Outcome, searchByTraits, searchByVitale, verify } from "./operations.js";
import type { Register } from "./register.js";
import { parseXml, type XmlElement, XmlRefused } from "./xml.js";

/** What the TLS handshake says of the caller. */
export interface Caller {
  readonly commonName: string;
  readonly units: readonly string[];
}

export interface ServiceRequest {
  readonly caller: Caller;
  /** `action` parameter of the Content-Type. */
  readonly action: string;
  readonly message: string;
  /** Faults drawn by the script for this request; the first one that is a SOAP fault is the answer. */
  readonly scripted: ServiceFault | null;
}

export type Operation = "searchByTraits" | "searchByVitale" | "verify";

export interface ServiceAnswer {
  readonly status: 200 | 500;
  readonly body: string;
  readonly messageId: string | null;
  readonly operation: Operation | null;
  /** CodeCR, OK/KO, or the code of the fault. */
  readonly code: string;
  readonly handle: string | null;
  readonly asked: Outcome["asked"];
}

export interface ServiceState {
  readonly register: Register;
  readonly knownIdams: ReadonlySet<string>;
  /** True when the identifier had not been used before; remembers it. */
  useMessageId(messageId: string): boolean;
  /** Draws the wording of an answer: an integer of at least 10 random bits. */
  draw(): number;
}

const CALLER_NAMES: readonly string[] = ["INSI-AUTO", "INSI-MANU"];

/** The whole service as a function: message in, SOAP out. It never throws. */
export function serve(state: ServiceState, request: ServiceRequest): ServiceAnswer {
  let messageId: string | null = null;
  let operation: Operation | null = null;
  const draw = state.draw();
  try {
    const { header, body } = openEnvelope(request.message);
    messageId = peekMessageId(header);
    const root = body.children[0];
    if (header === null) throw new ServiceRefusal(ASSUMED.header);
    const headers = readHeaders(header);
    if (headers.action !== request.action || root === undefined) throw new ServiceRefusal(ASSUMED.action);
    operation = operationOf(headers.action, root);
    checkCaller(request.caller, headers.emitters);
    if (headers.idam === null || !state.knownIdams.has(headers.idam)) throw new ServiceRefusal(ATTESTED.desir_550);
    if (!state.useMessageId(headers.messageId)) throw new ServiceRefusal(ASSUMED.messageIdReused);
    if (request.scripted !== null) throw new ServiceRefusal(request.scripted);
    const outcome = OPERATIONS[operation](state.register, root, draw);
    return { status: 200, messageId, operation, ...outcome };
  } catch (error) {
    const fault = faultOf(error);
    return {
      status: 500,
      body: faultAnswer(fault, messageId, draw),
      messageId,
      operation,
      code: fault.code,
      handle: null,
      asked: {},
    };
  }
}

const OPERATIONS: Readonly<Record<Operation, (register: Register, root: XmlElement, draw: number) => Outcome>> = {
  searchByTraits,
  searchByVitale,
  verify,
};

function faultOf(error: unknown): ServiceFault {
  if (error instanceof ServiceRefusal) return error.fault;
  if (error instanceof XmlRefused) return ASSUMED.malformed;
  return TWIN_DEFECT;
}

/** Envelope with an optional Header, then a Body of exactly one element (document/literal). */
function openEnvelope(message: string): { readonly header: XmlElement | null; readonly body: XmlElement } {
  const envelope = parseXml(message);
  if (envelope.name !== "Envelope" || envelope.namespace !== NS.soap) throw new ServiceRefusal(ASSUMED.schema);
  const [first, second, ...more] = envelope.children;
  const isSoap = (element: XmlElement | undefined, name: string) => element?.namespace === NS.soap && element.name === name;
  const header = first !== undefined && isSoap(first, "Header") ? first : null;
  const body = header === null ? first : second;
  if (body === undefined || !isSoap(body, "Body") || more.length > 0 || (header === null && second !== undefined)) {
    throw new ServiceRefusal(ASSUMED.schema);
  }
  if (body.children.length !== 1) throw new ServiceRefusal(ASSUMED.schema);
  return { header, body };
}

function operationOf(action: string, root: XmlElement): Operation {
  if (action === SEARCH_BY_TRAITS && root.name === "RECSANSVITALE" && root.namespace === NS.traits) return "searchByTraits";
  if (action === SEARCH_BY_VITALE && root.name === "RECVITALE" && root.namespace === NS.vitale) return "searchByVitale";
  if (VERIFY_ACTION.test(action) && root.name === "IndividuVerifie") return "verify";
  throw new ServiceRefusal(ASSUMED.action);
}

/** The certificate's CN opens the service, its OU must be the emitter of both contexts (insi.md §1.6, §2). */
function checkCaller(caller: Caller, emitters: readonly string[]): void {
  if (!CALLER_NAMES.includes(caller.commonName)) throw new ServiceRefusal(ASSUMED.desir_560);
  if (emitters.length !== 2) throw new ServiceRefusal(ASSUMED.desir_560);
  for (const emitter of emitters) if (!caller.units.includes(emitter)) throw new ServiceRefusal(ASSUMED.desir_560);
}
