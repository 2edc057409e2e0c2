import type { ExchangeFact } from "../../domain/exchange/exchange.js";
import { sameAddress } from "../../domain/message/address.js";
import type { RecipientFate } from "../../domain/message/send.js";
import type { OutboxItem } from "../../store/outbox.port.js";
import { resolveSetting } from "../cabinet/settings.js";
import { textSetting } from "../dmp/subject.js";
import { messagePayload } from "../mss/payload.js";
import { currentStatus, type FactBase, type FactCabinet, factBases } from "./common.js";

/** What counts of a message, once it is known what became of it for everyone so far. */
export type FactsOfFates = (fates: readonly RecipientFate[], ended?: { readonly cause: string }) => readonly ExchangeFact[];

/**
 * Reads what is true of a message as it leaves; what is given back tells what counts, from the fates of its recipients: sent as soon as one
 * other than oneself has it, failed when nobody has and nobody is waited for (or when the line is ended, `ended`); nothing as long as it
 * is not known. The mailboxes of the practice and of who signs are oneself (product.md §1.2).
 */
export async function messageFacts(cabinet: FactCabinet, item: OutboxItem): Promise<FactsOfFates> {
  const { audience, about, types, recipients } = messagePayload(item);
  const service = audience === "patient" ? "mss-patient" : "mss-pro";
  const bases = await factBases(cabinet, item, { ins: about?.ins ?? null, types, sender: null });
  const own = await ownMailboxes(cabinet, item);
  const addresses = recipients.map(({ address }) => address);
  const targets = bases.map((base) => {
    const mine = [...own.all, ...(base.rpps === null ? [] : (own.byRpps.get(base.rpps) ?? []))];
    const others = addresses.filter((address) => !mine.some((one) => sameAddress(one, address)));
    return { base, others: others.length, whom: others.length === 0 ? addresses : others };
  });
  const status = await currentStatus(cabinet, item);
  return (fates, ended) =>
    targets.flatMap(({ base: leaving, others, whom }) => {
      // Nothing was answered of it, perhaps because it was not let leave: a demotion that stopped it is no qualified sending that failed.
      const base = ended !== undefined && fates.length === 0 ? { ...leaving, identityStatus: status } : leaving;
      const known = fates.filter(({ address }) => whom.some((one) => sameAddress(one, address)));
      const end = endOf(known, whom.length, ended?.cause ?? null);
      return end === null ? [] : [fact(base, { service, others, ...end })];
    });
}

function fact(base: FactBase, end: Pick<ExchangeFact, "service" | "others" | "state" | "cause">): ExchangeFact {
  return { ...base, ...end };
}

function endOf(
  known: readonly RecipientFate[],
  wanted: number,
  ended: string | null,
): Pick<ExchangeFact, "state" | "cause"> | null {
  if (known.some(({ state }) => state !== "failed")) return { state: "sent", cause: null };
  if (known.length < wanted && ended === null) return null;
  return { state: "failed", cause: known[0]?.code ?? ended };
}

interface OwnMailboxes {
  /** Of the practice, and of who wrote the line. */
  readonly all: readonly string[];
  /** Of each person with an RPPS: a document that comes back to its signatory goes to nobody else. */
  readonly byRpps: ReadonlyMap<string, readonly string[]>;
}

async function ownMailboxes(cabinet: FactCabinet, item: OutboxItem): Promise<OwnMailboxes> {
  const { from } = messagePayload(item);
  const users = await cabinet.users.list();
  const byRpps = new Map<string, string[]>();
  for (const { rpps, settings } of users) {
    if (rpps !== null && settings.mssEmail !== undefined) byRpps.set(rpps, [...(byRpps.get(rpps) ?? []), settings.mssEmail]);
  }
  const writer = users.find(({ id }) => id === item.createdBy)?.settings.mssEmail;
  const set = [await textSetting(cabinet, "mss.address"), ...(await inboxes(cabinet))];
  return { all: [from, writer, ...set].filter((address): address is string => typeof address === "string"), byRpps };
}

async function inboxes({ settings, info }: FactCabinet): Promise<readonly string[]> {
  const from = { settings, env: {}, toPath: (path: string) => path, environment: info.environment };
  const { value } = await resolveSetting("mss.inboxes", from);
  return Array.isArray(value) ? value.map(String) : [];
}
