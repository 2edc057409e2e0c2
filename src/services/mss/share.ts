import { SegurError } from "../../domain/errors.js";
import type { OpenCabinet } from "../cabinet.port.js";
import type { ResolveOptions } from "../directory/resolve.js";
import { type Audience, readAudiences } from "../dmp/hide-from.js";
import { pushGroup } from "../dmp/push.js";
import { type PushOptions, type PushPlan, planPush } from "../dmp/push-plan.js";
import { requireRight } from "../session/access.js";
import { alreadyHave, requireNew } from "./earlier.js";
import { planSend, type SendPlan, type SendRequest } from "./plan.js";
import { rehearse } from "./rehearse.js";
import { sendMessage } from "./send.js";
import { noReplyToPatient } from "./send-errors.js";

export interface ShareRequest {
  readonly documents: readonly string[];
  readonly dmp: boolean;
  /** `ps`, `patient`, `legal`: confidentiality in the DMP, which the messages follow. */
  readonly hideFrom: readonly string[];
  readonly patient: boolean;
  readonly to: readonly string[];
  readonly subject: string | null;
  readonly body: string | null;
  readonly readReceipt: boolean;
  readonly noReply: boolean;
  /** Also to those who have the documents already. */
  readonly again: boolean;
}

export type SharePart = "dmp" | "patient" | "professionals";

/** What would be shared, each part by its own rules; a part that a rule refuses is told, and stops none of the others. */
export interface SharePlan {
  readonly push: { readonly plan: PushPlan; readonly options: PushOptions } | null;
  readonly messages: readonly { readonly part: "patient" | "professionals"; readonly plan: SendPlan }[];
  readonly refused: readonly { readonly part: SharePart; readonly error: SegurError }[];
  /** What is done already, from an earlier time: it is left out. @see ShareRequest.again */
  readonly already: readonly Shared[];
}

/** What became of one part. */
export interface Shared {
  readonly part: SharePart;
  readonly outcome: "done" | "queued" | "uncertain" | "refused" | "failed" | "already";
  readonly outbox: string | null;
  readonly error: SegurError | null;
  readonly warnings: readonly string[];
}

/**
 * Every rule of every part is asked before any part is done, the messages made once in memory: a document is not put in the DMP when the
 * message that goes with it is to be refused without a word. What was done by an earlier sharing of the same documents is left out.
 * @throws {SegurError} `share.nothing`, `mss.no_reply_professionals`, and what no part can do without (a document that does not exist) */
export async function planShare(
  cabinet: OpenCabinet,
  request: ShareRequest,
  resolve: ResolveOptions & { readonly signal: AbortSignal },
): Promise<SharePlan> {
  const { documents, dmp, patient, to } = request;
  if (!dmp && !patient && to.length === 0) throw nothingShared();
  if (request.noReply && !patient) throw noReplyToPatient();
  const hideFrom: readonly Audience[] = request.hideFrom.length === 0 ? [] : readAudiences(request.hideFrom, "--hide-from");
  const refused: { part: SharePart; error: SegurError }[] = [];
  const already: Shared[] = [];
  const tried = async <T>(part: SharePart, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SegurError) || !["refused", "decision", "config", "not_found", "input"].includes(error.kind))
        throw error;
      refused.push({ part, error });
      return null;
    }
  };
  const options: PushOptions = {
    ...{ hideFrom, reviewed: false, traitsConfirmed: false, mustReplace: false },
    command: ["segur dmp push", ...documents, ...hideFrom.map((each) => `--hide-from ${each}`)].join(" "),
  };
  const push = dmp
    ? await tried("dmp", async () => {
        await requireRight(cabinet, "dmp.feed", "doc share");
        return planPush(cabinet, documents, options);
      })
    : null;
  for (const { error } of push?.refused ?? []) {
    if (error.code === "dmp.unchanged") already.push(done("dmp", { outbox: null, warning: error.message }));
    else refused.push({ part: "dmp", error });
  }
  const messages: { part: "patient" | "professionals"; plan: SendPlan }[] = [];
  const message = (part: "patient" | "professionals", whom: Pick<SendRequest, "to" | "toPatient">) =>
    tried(part, async () => {
      const toPatient = part === "patient";
      // What is about to be hidden in the DMP from them is not sent to them (visibility matrix).
      if (hideFrom.includes(toPatient ? "patient" : "ps")) throw hiddenNow(toPatient ? "patient" : "ps");
      const { subject, body, readReceipt } = request;
      const noReply = toPatient && request.noReply;
      const plan = await planSend(cabinet, { ...whom, documents, subject, body, readReceipt, noReply, replaces: null }, resolve);
      if (plan.isMinor && hideFrom.includes("legal")) throw hiddenNow("legal");
      const left = request.again ? { plan, skipped: [] } : withoutThose(plan, part);
      already.push(...left.skipped);
      if (left.plan === null) return;
      await rehearse(cabinet, left.plan, resolve.signal);
      messages.push({ part, plan: left.plan });
    });
  if (patient) {
    const owner = (await cabinet.documents.get(documents[0]?.toUpperCase() ?? ""))?.patientId ?? null;
    await message("patient", { to: [], toPatient: owner === null ? "" : `id:${owner}` });
  }
  if (to.length > 0) await message("professionals", { to, toPatient: null });
  return { push: push === null ? null : { plan: push, options }, messages, refused, already };
}

/** The message for who does not have all these documents yet; null when everybody does. @throws {SegurError} `mss.already_sent` for who has some */
function withoutThose(plan: SendPlan, part: "patient" | "professionals"): { plan: SendPlan | null; skipped: readonly Shared[] } {
  const ids = plan.documents.map(({ id }) => id);
  const have = alreadyHave(plan.earlier, ids);
  const isDone = ({ address }: { readonly address: string }) => have.includes(address.toLowerCase());
  const [skipped, recipients] = [plan.earlier.filter(isDone), plan.recipients.filter((each) => !isDone(each))];
  const lines = [...new Set(skipped.map(({ line }) => line))];
  const count = plan.recipients.length - recipients.length;
  const whom = part === "patient" ? "au patient" : count === 1 ? "à un destinataire" : `à ${count} destinataires`;
  const told = lines.map((outbox) =>
    done(part, { outbox, warning: `Déjà envoyé ${whom} (${outbox}) : rien ne lui est renvoyé.` }),
  );
  if (recipients.length === 0) return { plan: null, skipped: told };
  const earlier = plan.earlier.filter((each) => !isDone(each));
  requireNew({ earlier });
  return { plan: { ...plan, recipients, earlier }, skipped: told };
}

function done(part: SharePart, { outbox, warning }: { readonly outbox: string | null; readonly warning: string }): Shared {
  return { part, outcome: "already", outbox, error: null, warnings: [warning] };
}

/** Does every part, the DMP first: what follows goes on when one fails, but not when a person interrupts. */
export async function* share(cabinet: OpenCabinet, { push, messages }: SharePlan, signal: AbortSignal): AsyncGenerator<Shared> {
  for (const group of push?.plan.groups ?? []) {
    yield* await guarded("dmp", async () =>
      (await pushGroup(cabinet, group, push?.options as PushOptions, signal)).map(({ outcome, item, error, warnings }) => {
        return { part: "dmp" as const, outcome, outbox: item?.id ?? null, error, warnings };
      }),
    );
  }
  for (const { part, plan } of messages) {
    yield* await guarded(part, async () => {
      const { outcome, item, error, warnings } = await sendMessage(cabinet, plan, signal);
      return [{ part, outcome, outbox: item.id, error, warnings }];
    });
  }
}

async function guarded(part: SharePart, work: () => Promise<readonly Shared[]>): Promise<readonly Shared[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SegurError) || ["interrupted", "storage", "internal"].includes(error.kind)) throw error;
    return [{ part, outcome: "failed", outbox: null, error, warnings: [] }];
  }
}

function nothingShared(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "share.nothing",
    message: "Il manque avec qui partager : --dmp, --patient ou --to.",
    advice: "Par exemple : segur doc share D12 --dmp --patient --to ADRESSE",
  });
}

const HIDDEN: Readonly<Record<Audience, readonly [from: string, flags: string]>> = {
  ps: ["aux professionnels dans le DMP : il ne leur est pas envoyé non plus", "--to"],
  patient: ["au patient dans le DMP : il ne lui est pas envoyé non plus", "--patient"],
  legal: ["aux représentants légaux, qui lisent la messagerie du mineur : il n'y est pas envoyé", "--patient"],
};

function hiddenNow(audience: Audience): SegurError {
  const [from, flag] = HIDDEN[audience];
  return new SegurError({
    kind: "refused",
    code: `mss.hidden_from_${audience}`,
    rule: audience === "ps" ? "DMP/va1.17" : "DMP/va1.18",
    message: `Le document serait masqué ${from}.`,
    advice: `Partagez sans ${flag}, ou sans --hide-from ${audience}`,
  });
}
