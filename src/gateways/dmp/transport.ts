import type { VihfMode } from "../../domain/dmp/transaction.js";
import { SegurError } from "../../domain/errors.js";
import { loadClientIdentity } from "../client-certificate.js";
import { createHttpsClient, type HttpsClient } from "../http.js";
import { TransportFailure } from "../transport.js";
import { XmlError } from "../xml.js";
import { loadXmlStream } from "../xml-stream.js";
import { MAX_XML_BYTES, readAnswer, type StartXml } from "./answer.js";
import { type DmpConfig, dmpTls, serviceUrls } from "./config.js";
import { dmpConfigError } from "./config-errors.js";
import { dmpEnvelope, mtomMessage, PartSizeError } from "./envelope.js";
import { modeTable } from "./modes.js";
import { DmpFault } from "./port.js";
import { cardSigner, checkValidity, keySigner, type Signer } from "./signer.js";
import { skewWatcher } from "./skew.js";
import type { DmpExchange, DmpTransport } from "./transport.port.js";
import { contentFault, localFault, transportFault } from "./transport-errors.js";
import { writeVihf } from "./vihf.js";
import { signSubmission } from "./xades.js";

const DEFAULT_CONNECTIONS = 4;
/** Several documents come in one answer; each is bounded where it is written. What brings none is only XML. */
const MAX_ANSWER_BYTES = 2_000_000_000;

/** What the transport decides and the client tells. */
export interface DmpLink extends DmpTransport {
  modeOf(transaction: DmpExchange["transaction"]): VihfMode;
}

/**
 * The DMP over mutual TLS 1.2. Certificates and configuration are checked here, before any call; undici and the XML parser are imported at
 * the first one.
 * @throws {SegurError} kind `config`
 */
export function createDmpTransport(config: DmpConfig): DmpLink {
  const urlOf = serviceUrls(config.url);
  const identity = loadClientIdentity(config.certificate, config.ca, dmpTls(config.crl));
  const modes = modeTable(config.modes ?? {}, config.card !== null);
  const signers = createSigners(config);
  const watchSkew = skewWatcher(config.onSkew);
  let https: HttpsClient | null = null;
  let startingXml: Promise<StartXml> | null = null;

  const client = (): HttpsClient => {
    https ??= createHttpsClient({
      url: urlOf("registry"),
      secureContext: identity.secureContext,
      connections: config.connections ?? DEFAULT_CONNECTIONS,
      timeoutMs: config.timeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
    });
    return https;
  };

  const write = async (exchange: DmpExchange) => {
    const { call, transaction, patient, service, action, body, parts } = exchange;
    const mode = call.mode ?? modes[transaction];
    const signer = signers(mode);
    const now = config.clock.now();
    checkValidity(signer, now);
    if (now > new Date(identity.certificate.validTo)) throw dmpConfigError("certificate_expired");
    const vihf = await writeVihf({ transaction, mode, patient, call }, signer, config);
    call.onVihf?.({ id: vihf.id, mode, transaction });
    const url = urlOf(service);
    const envelope = dmpEnvelope({ action, messageId: call.messageId, to: url.href, assertion: vihf.xml, body });
    // ITI-41 and ITI-43 are MTOM both ways: some stacks answer a plain request with the documents inline, in base64 (dmp.md §7).
    const sent = parts ?? (service === "repository" ? [] : null);
    return { path: url.pathname, ...(sent === null ? plain(envelope, action) : mtom(envelope, exchange, sent)) };
  };

  const mtom = (envelope: string, { action }: DmpExchange, parts: NonNullable<DmpExchange["parts"]>) => {
    const message = mtomMessage(envelope, parts, action, `segur_${config.ids.uuid()}`);
    return { contentType: message.contentType, contentLength: message.contentLength, body: message.body };
  };

  const send = async (exchange: DmpExchange): Promise<void> => {
    const { path, contentType, contentLength, body } = await write(exchange);
    startingXml ??= loadXmlStream();
    const startXml = await startingXml;
    const headers = {
      "content-type": contentType,
      "content-length": String(contentLength),
      accept: "multipart/related, application/soap+xml",
    };
    const reply = await client().stream(
      { method: "POST", path, headers, body, maxBytes: exchange.onPart === undefined ? MAX_XML_BYTES : undefined },
      exchange.call.signal,
    );
    try {
      watchSkew(reply.headers.date, config.clock.now());
      await readAnswer(reply, exchange, startXml, sentValues(exchange));
      exchange.onStatus?.(reply.status);
    } finally {
      reply.cancel();
    }
  };

  return {
    modeOf: (transaction) => modes[transaction],
    async exchange(exchange) {
      const started = performance.now();
      const report = (code: string) =>
        config.onExchange?.({
          transaction: exchange.transaction,
          messageId: exchange.call.messageId,
          ms: Math.round(performance.now() - started),
          code,
        });
      try {
        await send(exchange);
        report("ok");
      } catch (error) {
        const fault = toFault(error);
        report(fault instanceof DmpFault ? fault.serviceCode : "defect");
        throw fault;
      }
    },
    async signSubmission(set) {
      const signer = signers(modes["TD2.1"]);
      checkValidity(signer, config.clock.now());
      return signSubmission(set, signer, config.digest);
    },
    async close() {
      await https?.close();
    },
  };
}

function plain(envelope: string, action: string) {
  return {
    contentType: `application/soap+xml; charset=UTF-8; action="${action}"`,
    contentLength: Buffer.byteLength(envelope),
    body: envelope,
  };
}

/** Signers by mode; what cannot be used is told now, not at the first call. */
function createSigners(config: DmpConfig): (mode: VihfMode) => Signer {
  const seal = config.seal === null ? null : keySigner(config.seal, config.ca);
  const own = config.airSigner === "certificate" ? keySigner(config.certificate, config.ca) : seal;
  const card = config.card === null ? null : cardSigner(config.card, config.ca);
  const wanted = Object.values(modeTable(config.modes ?? {}, card !== null));
  const pick = (mode: VihfMode): Signer => {
    const signer = mode === "DIRECTE" ? card : mode === "INDIRECTE_RENFORCEE" ? own : seal;
    if (signer === null) throw dmpConfigError(mode === "DIRECTE" ? "no_card" : "no_seal");
    return signer;
  };
  for (const mode of new Set(wanted)) pick(mode);
  return pick;
}

/** What a text of the service could quote. */
function sentValues({ patient, call }: DmpExchange): string[] {
  const { subject, reason } = call;
  const own = [subject.name, subject.nationalId, ...(reason === undefined ? [] : [reason])];
  return patient === null ? own : [patient.matricule, patient.matricule.slice(0, 13), ...own];
}

/** Everything that is not already a fault; what a handler threw of its own passes as it is. */
function toFault(error: unknown): unknown {
  if (error instanceof DmpFault) return error;
  if (error instanceof TransportFailure) return transportFault(error);
  if (error instanceof PartSizeError) return contentFault("part_size", error);
  if (error instanceof XmlError) return contentFault("character", error);
  if (error instanceof SegurError) return localFault(error);
  return error;
}
