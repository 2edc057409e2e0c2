import type {
  DirectoryFaultRule,
  DmpFaultRule,
  DmpStatusReport,
  FaultRule,
  MssFaultRule,
  PscFaultRule,
  PscStatus,
  SandboxStatus,
} from "../../sandbox/port.js";
import type { Style } from "../../terminal/io.port.js";

/** A status as machines read it. The id is that of the only sandbox of this user. */
export function statusValue(status: SandboxStatus): Readonly<Record<string, unknown>> {
  return { id: "sandbox", running: true, ...status };
}

/** A status as people read it. */
export function statusText(status: SandboxStatus, style: Style): string {
  const { pid, url, people, calls, faults, latencyMs, psc, dmp, mail, directory } = status;
  const lines = [
    `${style("good", "Le bac à sable répond")}${pid === null ? "" : ` (processus ${pid})`}.`,
    `  INSi         ${url}`,
    ...(psc === undefined ? [] : [`  PSC          ${psc.issuer}`, `  Proxy PSC    ${psc.proxyUrl}`]),
    ...(dmp === undefined ? [] : [`  DMP          ${dmp.url}`]),
    ...(mail === undefined
      ? []
      : [`  MSSanté      SMTP ${mail.smtp}, IMAP ${mail.imap}`, `  Autoconfig   ${mail.autoconfigUrl}`]),
    ...(directory === undefined ? [] : [`  Annuaire     ${directory.url} (${number(directory.entries)} entrées)`]),
    `  Population   ${populationText(people)}`,
    `  Appels       ${callsText(calls)}`,
  ];
  if (latencyMs > 0) lines.push(`  Lenteur      ${latencyMs} ms`);
  for (const fault of faults) lines.push(`  Panne        ${style("warn", faultText(fault))}`);
  if (psc !== undefined) lines.push(...pscLines(psc, style));
  if (dmp !== undefined) lines.push(...serviceLines("DMP", dmp, style));
  if (mail !== undefined) lines.push(...serviceLines("MSS", mail, style));
  if (directory !== undefined) lines.push(...serviceLines("ann.", directory, style));
  return lines.join("\n");
}

function pscLines({ faults, pending, armed }: PscStatus, style: Style): string[] {
  const lines = faults.map((fault) => `  Panne PSC    ${style("warn", faultText(fault))}`);
  for (const { channel, code } of pending) lines.push(`  Demande      ${channelText(channel)}, code ${code}, sans réponse`);
  for (const { decision, afterMs } of armed) {
    lines.push(`  À venir      prochaine demande ${decision === "approve" ? "approuvée" : "refusée"}${delayText(afterMs)}`);
  }
  return lines;
}

/** What a service received, and its faults. */
function serviceLines(
  name: string,
  { calls, faults }: { readonly calls: DmpStatusReport["calls"]; readonly faults: readonly AnyRule[] },
  style: Style,
): string[] {
  const lines = calls.total === 0 ? [] : [`  ${`Appels ${name}`.padEnd(12)} ${callsText(calls)}`];
  return [...lines, ...faults.map((fault) => `  ${`Panne ${name}`.padEnd(12)} ${style("warn", faultText(fault))}`)];
}

/** How a person is asked. */
export function channelText(channel: "CARD" | "MOBILE"): string {
  return channel === "CARD" ? "carte CPS" : "e-CPS (téléphone)";
}

/** ` après 3 s`, or nothing at once. */
export function delayText(ms: number): string {
  if (ms === 0) return "";
  return ms % 1_000 === 0 ? ` après ${number(ms / 1_000)} s` : ` après ${number(ms)} ms`;
}

function populationText({ official, populations }: SandboxStatus["people"]): string {
  const generated = populations.map(({ seed, count }) => `${number(count)} (graine ${seed})`);
  return [`${official} identités officielles`, ...generated].join(" + ");
}

function callsText({ total, outcomes }: SandboxStatus["calls"]): string {
  if (total === 0) return "aucun";
  const details = Object.entries(outcomes).map(([code, count]) => `${code} : ${number(count)}`);
  return `${number(total)} (${details.join(", ")})`;
}

type AnyRule = FaultRule | PscFaultRule | DmpFaultRule | MssFaultRule | DirectoryFaultRule;

/** `siram_40, un appel sur 10, encore 20 fois` */
export function faultText({ kind, rate, remaining, delayMs, applied }: AnyRule): string {
  const parts = [kind === "slow" ? `slow=${delayMs}ms` : kind.replace(/^cut-/, "cut=")];
  if (rate < 1) parts.push(`${number(rate * 100)} % des appels`);
  if (remaining !== null) parts.push(remaining === 0 ? "épuisée" : `encore ${number(remaining)} fois`);
  if (applied > 0) parts.push(`déjà ${number(applied)} fois`);
  return parts.join(", ");
}

const FORMAT = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 2 });
const number = (value: number): string => FORMAT.format(value).replace(/[\u202f\u00a0]/g, " ");
