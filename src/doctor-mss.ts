import { readMssAddress, readMssKind } from "./config/mss.js";
import { SegurError } from "./domain/errors.js";
import { loadClientIdentity } from "./gateways/client-certificate.js";
import type { MssConfig } from "./gateways/mss/config.js";
import { reach } from "./gateways/mss/reach.js";
import { type MssConnection, mssConfig, mssNil } from "./mss.js";
import { daysLeft } from "./services/doctor/certificate.js";
import { type Check, ok, skip } from "./services/doctor/check.js";

const TIMEOUT_MS = 5_000;
const RENEW = "Renouvelez-le auprès de l'ANS, puis : segur config set mss.certificate CHEMIN";
const NIL = "Demandez la référence produit du logiciel (Convergence), puis : segur config set mss.nil REFERENCE";

/** Lines of `segur doctor` on MSSanté: servers, both connections, certificate, product reference. Nobody logs in. */
export function mssChecks(connection: MssConnection): readonly Check[] {
  let finding: Promise<MssConfig> | undefined;
  const config = () => {
    finding ??= mssConfig(connection);
    return finding;
  };
  // A practice that does not write by MSSanté has nothing to mend.
  const used = async () =>
    connection.environment === "sandbox" || connection.person?.mssEmail != null || (await readMssAddress(connection)) !== null;
  const look = (work: () => ReturnType<Check["look"]>) => async () =>
    (await used()) ? work() : skip("aucune boîte MSSanté n'est réglée");
  const check = (id: string, label: string, work: () => ReturnType<Check["look"]>): Check => ({
    id: `mss.${id}`,
    label: `MSSanté : ${label}`,
    look: look(work),
  });
  const connected = (protocol: "smtp" | "imap") => async () => {
    const found = await config();
    // Told by the line of the servers already.
    if ((await found.servers().catch(() => null)) === null) return skip("les serveurs ne sont pas connus");
    const { host, port, ms } = await reach(found, protocol, TIMEOUT_MS);
    return ok(`${host}:${port}, STARTTLS et certificat vérifiés en ${Math.round(ms)} ms`);
  };
  return [
    check("servers", "serveurs", async () => {
      const { smtp, imap } = await (await config()).servers();
      return ok(smtp.host === imap.host ? smtp.host : `${smtp.host}, ${imap.host}`);
    }),
    check("smtp", "envoi", unlessUnset(connected("smtp"))),
    check("imap", "boîte", unlessUnset(connected("imap"))),
    check(
      "certificate",
      "notre certificat",
      unlessUnset(async () => {
        if ((await readMssKind(connection)) !== "APP") return skip("sans certificat : la boîte s'ouvre par Pro Santé Connect");
        const { certificate, ca } = await config();
        if (certificate === undefined) return skip("sans certificat");
        return daysLeft(new Date(loadClientIdentity(certificate, ca).certificate.validTo), connection.clock.now(), RENEW);
      }),
    ),
    check(
      "nil",
      "référence produit (X-MSS-NIL)",
      unlessUnset(async () => {
        const nil = await mssNil(connection);
        if (nil !== null) return ok(nil);
        return { state: "bad", measure: "elle manque : rien ne peut être envoyé", advice: NIL } as const;
      }),
    ),
  ];
}

/** What is missing is told once, by the first line. */
function unlessUnset(work: Check["look"]): Check["look"] {
  return async () => {
    try {
      return await work();
    } catch (error) {
      const unset = error instanceof SegurError && (error.code === "mss.setting_missing" || error.code.startsWith("sandbox."));
      if (unset) return skip("MSSanté n'est pas joignable comme elle est réglée");
      throw error;
    }
  };
}
