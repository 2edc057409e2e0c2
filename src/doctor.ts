import type { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { createSecureContext, type SecureContext } from "node:tls";
import { readInsiSettings } from "./config/insi.js";
import { readPscSettings } from "./config/psc.js";
import type { CertificateFiles, SettingsSource } from "./config/setting-reader.js";
import { readDmp } from "./dmp.js";
import { mssChecks } from "./doctor-mss.js";
import { loadClientIdentity } from "./gateways/client-certificate.js";
import { dmpTls } from "./gateways/dmp/config.js";
import { keySigner } from "./gateways/dmp/signer.js";
import { probe } from "./gateways/probe.js";
import type { ProbeResult } from "./gateways/probe.port.js";
import { PSC_ISSUERS } from "./gateways/psc/config.js";
import type { MssConnection } from "./mss.js";
import type { Vault } from "./platform/vault.js";
import type { Cabinets } from "./services/cabinet/cabinets.port.js";
import { checkCabinet } from "./services/cabinet/check.js";
import type { Keeping } from "./services/cabinet/keeping.port.js";
import type { OpenCabinet } from "./services/cabinet.port.js";
import { daysLeft } from "./services/doctor/certificate.js";
import { type Check, type CheckLine, examine, ok, skip } from "./services/doctor/check.js";
import { clockLine, connectionLine } from "./services/doctor/connection.js";
import { directoryLine, peopleLine } from "./services/doctor/directory.js";
import { diskCheck, nodeCheck } from "./services/doctor/machine.js";
import { keyPlaceLine, sessionLine } from "./services/doctor/session.js";
import { backupLine, cabinetKeyLine, FULL_CHECK_BYTES, storeLine } from "./services/doctor/store.js";
import type { NoSession, OpenSession } from "./services/session/current.js";

export interface DoctorDeps {
  readonly nodeVersion: string;
  readonly dataFolder: string;
  readonly state: string;
  readonly vault: Vault;
  readonly now: () => Date;
  readonly open: () => Promise<{ readonly cabinet: OpenCabinet; readonly session: OpenSession | NoSession }>;
  readonly source: (cabinet: OpenCabinet) => SettingsSource;
  readonly mailbox: (cabinet: OpenCabinet, session: OpenSession | NoSession) => MssConnection;
  readonly cabinets: Cabinets;
  readonly keeping: () => Promise<Keeping>;
}

const TIMEOUT_MS = 5_000;
const RENEW = "Renouvelez-le auprès de l'ANS, puis : segur config list (réglages …certificate)";

const RENEW_SEAL = "Renouvelez le cachet auprès de l'ANS, puis : segur config set dmp.signCertificate CHEMIN";
const WHOLE_CHAIN = "Donnez les autorités du cachet : segur config set dmp.ca CHEMIN";

/** Every check of `segur doctor`, part of the composition root: it alone knows every place. Nothing is changed. */
export async function* doctor(deps: DoctorDeps): AsyncGenerator<CheckLine> {
  const { vault, now } = deps;
  const place = await vault.place("session");
  yield* examine([
    nodeCheck(deps.nodeVersion),
    diskCheck(deps.dataFolder, freeBytes),
    { id: "session.key", label: "Clé des sessions", look: async () => keyPlaceLine(place?.place ?? null, place?.path ?? null) },
  ]);
  const opening = deps.open();
  yield* examine([
    {
      id: "cabinet",
      label: "Cabinet",
      look: async () => {
        const { cabinet } = await opening;
        return ok(`${cabinet.info.name} (${cabinet.info.environment})`);
      },
    },
  ]);
  const opened = await opening.catch(() => null);
  if (opened === null) return;
  const { cabinet, session } = opened;
  const source = deps.source(cabinet);
  yield* examine([
    ...storeChecks(deps, cabinet),
    { id: "session", label: "Session", look: async () => sessionLine(session, now()) },
    ...serviceChecks("insi", "INSi", now, () => insiService(source, deps.state)),
    ...serviceChecks("psc", "Pro Santé Connect", now, () => pscService(source, deps.state)),
    ...serviceChecks("dmp", "DMP", now, () => dmpService(source, deps.state)),
    sealCheck(now, () => readDmp({ ...source, state: deps.state })),
    ...mssChecks(deps.mailbox(cabinet, session)),
    {
      id: "directory",
      label: "Annuaire Santé",
      look: async () => directoryLine(await (await cabinet.directory.copy()).info(), now()),
    },
    {
      id: "directory.people",
      label: "Professionnels",
      look: async () => peopleLine(await (await cabinet.directory.people()).info(), now()),
    },
  ]);
}

/** The key, the store and the backups of the opened cabinet. */
function storeChecks({ cabinets, keeping, now }: DoctorDeps, { info }: OpenCabinet): readonly Check[] {
  return [
    {
      id: "cabinet.key",
      label: "Clé du cabinet",
      look: async () => {
        const { keys, keeper, storeIn } = await keeping();
        const keyId = keeper.keyIdOf(storeIn(info.directory));
        return cabinetKeyLine(keyId === null ? null : await keys.place(keyId));
      },
    },
    {
      id: "cabinet.store",
      label: "Données du cabinet",
      look: async () => {
        const kept = await keeping();
        const { size } = await stat(kept.storeIn(info.directory));
        return storeLine(size > FULL_CHECK_BYTES ? null : (await checkCabinet({ cabinets, keeping: kept })).report);
      },
    },
    {
      id: "cabinet.backup",
      label: "Dernière sauvegarde",
      look: async () => backupLine(await (await keeping()).newestBackup(info.name), now(), info.environment === "sandbox"),
    },
  ];
}

/** Where a téléservice is and how it is reached. */
interface Service {
  readonly url: URL;
  readonly secureContext: SecureContext;
  readonly certificate: X509Certificate | null;
}

/** Certificate, connection and clock of one téléservice; one that is not set up yet is told once. */
function serviceChecks(id: string, name: string, now: () => Date, find: () => Promise<Service>): readonly Check[] {
  let finding: Promise<Service> | undefined;
  let probing: Promise<ProbeResult> | undefined;
  const service = () => {
    finding ??= find();
    return finding;
  };
  const probed = () => {
    probing ??= service().then(({ url, secureContext }) => probe({ url, secureContext, timeoutMs: TIMEOUT_MS }, now));
    return probing;
  };
  const found = async () => (await service().catch(() => null)) !== null;
  const unset = skip(`${name} n'est pas joignable comme il est réglé`);
  return [
    { id: `${id}.connection`, label: `${name} : connexion`, look: async () => connectionLine(await probed()) },
    {
      id: `${id}.certificate`,
      label: `${name} : notre certificat`,
      look: async () => {
        if (!(await found())) return unset;
        const { certificate } = await service();
        return certificate === null ? skip("sans certificat") : daysLeft(new Date(certificate.validTo), now(), RENEW);
      },
    },
    { id: `${id}.clock`, label: `${name} : heure`, look: async () => ((await found()) ? clockLine(await probed()) : unset) },
  ];
}

async function insiService(source: SettingsSource, state: string): Promise<Service> {
  if (source.environment !== "sandbox") {
    const { url, ca, certificate } = await readInsiSettings(source);
    return { url: new URL(url), ...identity(certificate, ca) };
  }
  const { sandboxConnection, sandboxDirectory } = await import("./sandbox/connection.js");
  const { url, ca, cert, key } = await sandboxConnection(sandboxDirectory(state));
  return { url: new URL(url), ...identity(await pem(cert, key), await readFile(ca, "utf8")) };
}

async function pscService(source: SettingsSource, state: string): Promise<Service> {
  const { environment } = source;
  if (environment === "sandbox") {
    const { sandboxPscConnection, sandboxDirectory } = await import("./sandbox/connection.js");
    const { issuer, ca, byCertificate } = await sandboxPscConnection(sandboxDirectory(state));
    const client = identity(await pem(byCertificate.cert, byCertificate.key), await readFile(ca, "utf8"));
    return { url: discovery(issuer), ...client };
  }
  const settings = await readPscSettings(source);
  const url = settings.transport === "proxy" ? new URL(settings.url) : discovery(PSC_ISSUERS[environment]);
  const certificate =
    settings.transport === "proxy"
      ? settings.certificate
      : settings.auth.method === "certificate"
        ? settings.auth.certificate
        : undefined;
  return { url, ...identity(certificate, settings.ca) };
}

async function dmpService(source: SettingsSource, state: string): Promise<Service> {
  const [{ url, certificate, ca, crl }] = await readDmp({ ...source, state });
  // The addresses of the services answer; what is above them may be nothing.
  return { url: new URL(`${url.replace(/\/+$/, "")}/registry`), ...loadClientIdentity(certificate, ca, dmpTls(crl)) };
}

/** What signs each call of the DMP: the seal of the structure, or the card. */
function sealCheck(now: () => Date, read: () => ReturnType<typeof readDmp>): Check {
  const look = async () => {
    const [{ seal, ca }, { card }] = await read();
    const signer = seal === null ? null : keySigner(seal, ca);
    if (signer === null) return card === null ? skip("sans cachet") : skip("une carte signe");
    const { chain, certificate } = signer;
    const line = daysLeft(new Date(certificate.validTo), now(), RENEW_SEAL);
    if (line.state !== "ok") return line;
    const known = chain.at(-1);
    const whole = known !== undefined && known !== certificate && known.checkIssued(known);
    return whole ? line : { ...line, state: "warn" as const, measure: `${line.measure}, chaîne incomplète`, advice: WHOLE_CHAIN };
  };
  return { id: "dmp.seal", label: "DMP : cachet qui signe", look };
}

/** `wallet-` of Pro Santé Connect (psc.md §0.6). */
function discovery(issuer: string): URL {
  return new URL(`${issuer}/.well-known/wallet-openid-configuration`);
}

function identity(files: CertificateFiles | undefined, ca: string | undefined): Omit<Service, "url"> {
  if (files !== undefined) return loadClientIdentity(files, ca);
  const trust = ca === undefined ? {} : { ca };
  return { secureContext: createSecureContext({ minVersion: "TLSv1.2", ...trust }), certificate: null };
}

async function pem(cert: string, key: string): Promise<CertificateFiles> {
  const [certPem, keyPem] = await Promise.all([readFile(cert, "utf8"), readFile(key, "utf8")]);
  return { certPem, keyPem };
}

/** In the folder, or in the nearest one that exists: nothing may have been made yet. */
async function freeBytes(folder: string): Promise<number | null> {
  let existing = folder;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  try {
    const { bavail, bsize } = await statfs(existing);
    return bavail * bsize;
  } catch {
    return null;
  }
}
