import type { ExchangeService } from "../../domain/exchange/exchange.js";
import type { IsoDate } from "../../domain/identity/types.js";
import type { MomReason } from "../../domain/mom/reason.js";

interface ServiceWords {
  /** French name of the indicator. */
  readonly label: string;
  readonly one: string;
  readonly many: string;
}

const SERVICES: Readonly<Record<ExchangeService, ServiceWords>> = {
  dmp: { label: "Dépôts dans le DMP", one: "dépôt", many: "dépôts" },
  "mss-pro": { label: "Envois MSSanté à un autre professionnel", one: "envoi", many: "envois" },
  "mss-patient": { label: "Messages MSSanté à un patient", one: "message", many: "messages" },
};

export function serviceLabel(service: ExchangeService): string {
  return SERVICES[service].label;
}

/** `3 dépôts`, `1 envoi`. */
export function countedWords(service: ExchangeService, count: number): string {
  const { one, many } = SERVICES[service];
  return `${count} ${count > 1 ? many : one}`;
}

/** What of the exchanges that count is shown, when it is not all: `les 10 derniers sur 1 234`, `le dernier sur 12`; else nothing. */
export function shownOf(shown: number, counted: number): string | null {
  if (counted <= shown) return null;
  const all = String(counted).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return shown === 1 ? `le dernier sur ${all}` : `les ${shown} derniers sur ${all}`;
}

const REASONS: Readonly<Record<Exclude<MomReason, "before">, string>> = {
  identity: "identité non qualifiée au moment de l'envoi",
  type: "type de document qui ne compte pas",
  replacement: "autre envoi, ou autre version, d'un document qui ne compte qu'une fois",
  no_document: "message sans document",
  self: "envoyé à sa propre boîte",
  test_oid: "identité de test (OID de test), en production",
  failed: "échec : n'est parvenu à personne",
};

/** Why an exchange does not count. @param since first day looked at */
export function reasonLabel(reason: MomReason, since: IsoDate | null): string {
  return reason === "before" ? `avant le ${since === null ? "début" : frenchDay(since)}` : REASONS[reason];
}

/** `26/11/2026` */
export function frenchDay(day: IsoDate): string {
  return day.slice(0, 10).split("-").reverse().join("/");
}
