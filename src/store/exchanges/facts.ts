import { EXCHANGE_SERVICES, type ExchangeFact } from "../../domain/exchange/exchange.js";
import { IDENTITY_STATUSES } from "../../domain/identity/types.js";
import { isRecord } from "../json.js";

/**
 * The facts that the data of a line holds. What has not their shape is no fact: a journal that was edited by hand is told by its chain
 * (`journal verify`), it must not stop the counting.
 */
export function factsOf(data: unknown): readonly ExchangeFact[] {
  const list = isRecord(data) ? data.exchange : undefined;
  return Array.isArray(list) ? list.filter(isFact) : [];
}

function isFact(value: unknown): value is ExchangeFact {
  if (!isRecord(value)) return false;
  const { service, state, exchange, identityStatus, testOid, others } = value;
  return (
    EXCHANGE_SERVICES.some((known) => known === service) &&
    (state === "sent" || state === "failed") &&
    typeof exchange === "string" &&
    (identityStatus === null || IDENTITY_STATUSES.some((known) => known === identityStatus)) &&
    typeof testOid === "boolean" &&
    (others === null || Number.isInteger(others)) &&
    [value.document, value.lineage, value.type, value.rpps, value.finess, value.cause].every(isTextOrNull)
  );
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === "string";
}
