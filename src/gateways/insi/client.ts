import { loadClientIdentity } from "../client-certificate.js";
import { createHttpsClient } from "../http.js";
import { serviceText } from "../service-text.js";
import { soapContentType, soapEnvelope } from "../soap.js";
import { type XmlElement, XmlError } from "../xml.js";
import { loadXmlReader, type XmlReader } from "../xml-reader.js";
import { VERIFY_ACTION } from "./assumed.js";
import { checkInsiCertificate, checkNotExpired } from "./certificate.js";
import { checkConfig, type InsiConfig, type InsiOperation } from "./config.js";
import { criteriaFault } from "./errors.js";
import { headerWriter, vitaleCoverage } from "./headers.js";
import { type CallContext, type InsiClient, InsiFault } from "./port.js";
import { cleanLabel, readPayload, toFault } from "./reply.js";
import { readResult } from "./result.js";
import { TRAITS_ACTION, traitsBody, VITALE_ACTION, vitaleBody } from "./search.js";
import { sensitiveValues } from "./sensitive.js";
import { readVerdict, verifyBody } from "./verify.js";

export type { InsiConfig, InsiExchange, InsiOperation, InsiSoftware } from "./config.js";

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_CONNECTIONS = 2;
const MAX_ANSWER_BYTES = 1_000_000;

interface Request<T> {
  readonly operation: InsiOperation;
  readonly action: string;
  /** Runs inside the call, so that a value that XML cannot carry rejects like any other failure. */
  readonly write: () => { readonly body: string; readonly coverage: string };
  readonly call: CallContext;
  /** Everything of the query that must not come back in a text; asked for only when there is such a text. */
  readonly values: () => readonly string[];
  readonly read: (payload: XmlElement) => T;
}

/**
 * The INSi téléservice over mutual TLS (insi.md §1). Certificate and configuration are checked here, before any call;
 * undici and the XML parser are imported at the first call.
 * @throws {SegurError} kind `config`
 */
export function createInsiClient(config: InsiConfig): InsiClient {
  const url = checkConfig(config);
  const identity = loadClientIdentity(config.certificate, config.ca);
  const certificate = checkInsiCertificate(identity.certificate, config.environment, config.issuers, config.clock.now());
  const writeHeader = headerWriter(certificate.organisationalUnit, config.lps);
  const https = createHttpsClient({
    url,
    secureContext: identity.secureContext,
    connections: config.connections ?? DEFAULT_CONNECTIONS,
    timeoutMs: config.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    maxBytes: MAX_ANSWER_BYTES,
  });
  let loadingReader: Promise<XmlReader> | null = null;

  function writeEnvelope<T>({ action, call, write }: Request<T>, now: Date): string {
    try {
      const { body, coverage } = write();
      const contextIds = { bam: config.ids.uuid(), lps: config.ids.uuid() };
      return soapEnvelope(writeHeader({ action, messageId: call.messageId, at: now.toISOString(), contextIds, coverage }), body);
    } catch (error) {
      throw error instanceof XmlError ? criteriaFault(call, error) : error;
    }
  }

  async function send<T extends { readonly code: string; readonly label: string }>(request: Request<T>): Promise<T> {
    const { call, operation } = request;
    const started = performance.now();
    let httpStatus: number | null = null;
    const report = (code: string): void =>
      config.onExchange?.({
        operation,
        messageId: call.messageId,
        ms: Math.round(performance.now() - started),
        httpStatus,
        code,
      });
    try {
      const now = config.clock.now();
      checkNotExpired(certificate.notAfter, now);
      const envelope = writeEnvelope(request, now);
      loadingReader ??= loadXmlReader();
      const readXml = await loadingReader;
      const headers = { "content-type": soapContentType(request.action), accept: "application/soap+xml" };
      const reply = await https.post(headers, envelope, call.signal);
      httpStatus = reply.status;
      const answer = request.read(readPayload(readXml, reply, call, request.values));
      report(serviceText(answer.code));
      return { ...answer, label: cleanLabel(answer.label, request.values) };
    } catch (error) {
      const fault = toFault(error, call);
      report(fault instanceof InsiFault ? fault.serviceCode : "config");
      throw fault;
    }
  }

  return {
    searchByTraits(query, call) {
      const values = () => sensitiveValues([query.birthName, query.givenName, query.birthDate, query.birthPlace]);
      const write = () => ({ body: traitsBody(query), coverage: "" });
      return send({ operation: "searchByTraits", action: TRAITS_ACTION, write, call, values, read: readResult });
    },
    searchByVitale(query, call) {
      const values = () => sensitiveValues([query.individualNumber, query.openerNumber, query.birthName, query.birthDate]);
      const write = () => ({ body: vitaleBody(query), coverage: vitaleCoverage(query) });
      return send({ operation: "searchByVitale", action: VITALE_ACTION, write, call, values, read: readResult });
    },
    verify(query, call) {
      const names = [query.birthName, query.firstGivenName, ...query.givenNames];
      const values = () => sensitiveValues([query.matricule, ...names, query.birthDate, query.birthPlace]);
      const write = () => ({ body: verifyBody(query), coverage: "" });
      return send({ operation: "verify", action: VERIFY_ACTION, write, call, values, read: readVerdict });
    },
    close: () => https.close(),
  };
}
