import type { ProbeResult, ProbeStep } from "../../gateways/probe.port.js";
import { type CheckLine, ok } from "./check.js";

/** What to look at when a step fails (by its reason, else by the step). */
const ADVICE: Readonly<Record<string, string>> = {
  dns: "Vérifiez la connexion à Internet et l'adresse du service : segur config list",
  refused: "Vérifiez l'adresse et le port du service : segur config list",
  tls_unknown_ca: "Donnez au cabinet les autorités de l'IGC-Santé : segur config list (réglages …ca)",
  tls_expired: "Vérifiez l'heure de cette machine ; sinon le service doit renouveler son certificat.",
  tls_hostname: "Vérifiez l'adresse du service : segur config list",
  tls_client_refused:
    "Vérifiez que le certificat du cabinet est celui de cet environnement, ni expiré ni révoqué : segur config list",
  // Some servers cut the connection without a word when they do not want a certificate.
  "http/reset":
    "Si cela se répète, vérifiez que le certificat du cabinet est celui de cet environnement, ni expiré ni révoqué : segur config list",
  tcp: "Vérifiez le réseau et le pare-feu, puis relancez segur doctor",
  tls: "Vérifiez l'adresse, le port et tout proxy sur le chemin, puis relancez segur doctor",
  http: "Relancez segur doctor plus tard ; si cela dure, vérifiez l'adresse du service : segur config list",
};

const STEPS: Readonly<Record<ProbeStep, string>> = { dns: "nom", tcp: "connexion", tls: "TLS", http: "réponse" };

const REASONS: Readonly<Record<string, string>> = {
  dns: "le nom est introuvable",
  refused: "la connexion est refusée",
  no_route: "le réseau ne mène pas au service",
  reset: "le service a coupé la connexion",
  connect_timeout: "le service ne répond pas à temps",
  not_http: "ce qui répond ne parle pas HTTP",
  tls_unknown_ca: "l'autorité du service n'est pas connue",
  tls_expired: "le certificat du service n'est pas valable à cette date",
  tls_hostname: "le certificat du service porte un autre nom",
  tls_client_refused: "le service refuse notre certificat",
  tls_protocol: "la négociation TLS échoue",
};

/**
 * A connection step by step: `nom 1 ms, connexion 2 ms, TLSv1.3 8 ms, répond en 3 ms`. The status is not told: a service that takes no HEAD
 * answers 405, and is well.
 */
export function connectionLine({ ms, protocol, failed }: ProbeResult): Omit<CheckLine, "id" | "label"> {
  const passed = (Object.keys(STEPS) as ProbeStep[]).flatMap((step) => {
    const time = ms[step];
    if (time === undefined) return [];
    const shown = `${Math.round(time)} ms`;
    if (step === "tls") return [`${protocol ?? "TLS"} ${shown}`];
    return step === "http" ? [`répond en ${shown}`] : [`${STEPS[step]} ${shown}`];
  });
  if (failed === null) return ok(passed.join(", "));
  const why = `${STEPS[failed.step]} : ${REASONS[failed.reason] ?? "échec"} (${failed.detail})`;
  const advice = ADVICE[`${failed.step}/${failed.reason}`] ?? ADVICE[failed.reason] ?? ADVICE[failed.step] ?? null;
  return { state: "bad", measure: [...passed, why].join(", "), advice };
}

const WARN_S = 30;
const BAD_S = 300;

/** Our clock against the one of a service: traces are dated by it, and tokens are refused when it is wrong. */
export function clockLine({ time }: ProbeResult): Omit<CheckLine, "id" | "label"> {
  if (time === null) return { state: "skip", measure: "le service ne dit pas l'heure", advice: null };
  const seconds = Math.round((time.ours.getTime() - time.theirs.getTime()) / 1_000);
  const measure = seconds === 0 ? "à l'heure" : `${Math.abs(seconds)} s ${seconds > 0 ? "d'avance" : "de retard"}`;
  if (Math.abs(seconds) <= WARN_S) return ok(measure);
  const advice = "Réglez l'heure de cette machine (synchronisation automatique), puis relancez segur doctor";
  return { state: Math.abs(seconds) > BAD_S ? "bad" : "warn", measure, advice };
}
