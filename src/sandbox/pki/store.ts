import { randomBytes, X509Certificate } from "node:crypto";
import { rm } from "node:fs/promises";
import { makePrivateFolder, readIfThere, writePrivate } from "../files.js";
import { generatePki, generateRsaPairs } from "./generate.js";
import { CLIENT_CERTIFICATES, type PkiPaths, pkiPaths } from "./names.js";

/** Renewed when less than this is left, so that a long demo does not end on an expired certificate. */
const RENEW_BEFORE_MS = 30 * 86_400_000;

/** The PEM files of a sandbox, made on first use, kept across starts, made again near expiry or when damaged. */
export async function ensurePki(directory: string, now: Date): Promise<PkiPaths> {
  const paths = pkiPaths(directory);
  if (!(await isUsable(paths, now))) await renewPki(directory, now);
  return paths;
}

/** Replaces every key and certificate. */
export async function renewPki(directory: string, now: Date): Promise<PkiPaths> {
  const paths = pkiPaths(directory);
  const pki = generatePki(now, await generateRsaPairs());
  await rm(paths.folder, { recursive: true, force: true });
  await makePrivateFolder(paths.folder);
  for (const name of CLIENT_CERTIFICATES) {
    await writePrivate(paths.clients[name].cert, pki.clients[name].chain);
    await writePrivate(paths.clients[name].key, pki.clients[name].key);
  }
  await writePrivate(paths.crl, pki.crl);
  await writePrivate(paths.pscSecret, randomBytes(24).toString("base64url"));
  for (const name of ["server", "dmpServer", "mailServer", "mailRevoked"] as const) {
    await writePrivate(paths[name].cert, pki[name].chain);
    await writePrivate(paths[name].key, pki[name].key);
  }
  // Last: its presence says that the folder is complete.
  await writePrivate(paths.ca, pki.ca);
  return paths;
}

async function isUsable(paths: PkiPaths, now: Date): Promise<boolean> {
  if ((await readIfThere(paths.ca)) === null) return false;
  // Absent from a folder that an older version made.
  if ((await readIfThere(paths.crl)) === null || (await readIfThere(paths.pscSecret)) === null) return false;
  const {
    "insi-auto": auto,
    "insi-manu": manual,
    psc,
    "psc-proxy": proxy,
    dmp,
    "dmp-sign": seal,
    "mss-app": app,
  } = paths.clients;
  const servers = [paths.server, paths.dmpServer, paths.mailServer, paths.mailRevoked];
  for (const pair of [...servers, auto, manual, psc, proxy, dmp, seal, app]) {
    const certificate = await readIfThere(pair.cert);
    const key = await readIfThere(pair.key);
    if (certificate === null || key === null) return false;
    if (!lastsLongEnough(certificate, now)) return false;
  }
  return true;
}

function lastsLongEnough(pem: string, now: Date): boolean {
  try {
    return Date.parse(new X509Certificate(pem).validTo) - now.getTime() > RENEW_BEFORE_MS;
  } catch {
    return false; // damaged: made again
  }
}
