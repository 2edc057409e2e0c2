import { SegurError } from "../../domain/errors.js";
import type { OpenCabinet } from "../cabinet.port.js";
import type { ResolveOptions } from "../directory/resolve.js";
import { type Audience, readAudiences } from "../dmp/hide-from.js";
import { pushGroup } from "../dmp/push.js";
import { type PushOptions, type PushPlan, planPush } from "../dmp/push-plan.js";
import { requireRight } from "../session/access.js";
import { planSend, type SendPlan, type SendRequest } from "./plan.js";
import { sendMessage } from "./send.js";

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
}

export type SharePart = "dmp" | "patient" | "professionals";

/** What would be shared, each part by its own rules; a part that a rule refuses is told, and stops none of the others. */
export interface SharePlan {
  readonly push: { readonly plan: PushPlan; readonly options: PushOptions } | null;
  readonly messages: readonly { readonly part: "patient" | "professionals"; readonly plan: SendPlan }[];
  readonly refused: readonly { readonly part: SharePart; readonly error: SegurError }[];
}

/** What became of one part. */
export interface Shared {
  readonly part: SharePart;
  readonly outcome: "done" | "queued" | "uncertain" | "refused" | "failed";
  readonly outbox: string | null;
  readonly error: SegurError | null;
  readonly warnings: readonly string[];
}

/** @throws {SegurError} `share.nothing`, and what no part can do without (a document that does not exist) */
export async function planShare(cabinet: OpenCabinet, request: ShareRequest, resolve: ResolveOptions): Promise<SharePlan> {
  const { documents, dmp, patient, to } = request;
  if (!dmp && !patient && to.length === 0) throw nothingShared();
  const hideFrom: readonly Audience[] = request.hideFrom.length === 0 ? [] : readAudiences(request.hideFrom, "--hide-from");
  const refused: { part: SharePart; error: SegurError }[] = [];
  const tried = async <T>(part: SharePart, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SegurError) || !["refused", "decision", "config", "not_found"].includes(error.kind)) throw error;
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
  for (const each of push?.refused ?? []) refused.push({ part: "dmp", error: each.error });
  const message = (whom: Pick<SendRequest, "to" | "toPatient">, audience: "patient" | "professional") => {
    // What is about to be hidden in the DMP from them is not sent to them (visibility matrix).
    const hides = hideFrom.includes(audience === "patient" ? "patient" : "ps");
    if (hides) throw hiddenNow(audience);
    const { subject, body, readReceipt, noReply } = request;
    return planSend(cabinet, { ...whom, documents, subject, body, readReceipt, noReply, replaces: null }, resolve);
  };
  const messages: { part: "patient" | "professionals"; plan: SendPlan }[] = [];
  if (patient) {
    const owner = (await cabinet.documents.get(documents[0]?.toUpperCase() ?? ""))?.patientId ?? null;
    const toPatient = owner === null ? null : `id:${owner}`;
    const plan = await tried("patient", async () => message({ to: [], toPatient: toPatient ?? "" }, "patient"));
    if (plan !== null) messages.push({ part: "patient", plan });
  }
  if (to.length > 0) {
    const plan = await tried("professionals", async () => message({ to, toPatient: null }, "professional"));
    if (plan !== null) messages.push({ part: "professionals", plan });
  }
  return { push: push === null ? null : { plan: push, options }, messages, refused };
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

function hiddenNow(audience: "patient" | "professional"): SegurError {
  const toPatient = audience === "patient";
  return new SegurError({
    kind: "refused",
    code: toPatient ? "mss.hidden_from_patient" : "mss.hidden_from_ps",
    rule: toPatient ? "DMP/va1.18" : "DMP/va1.17",
    message: `Le document serait masqué ${toPatient ? "au patient" : "aux professionnels"} dans le DMP : il ne leur est pas envoyé non plus.`,
    advice: toPatient ? "Partagez sans --patient, ou sans --hide-from patient" : "Partagez sans --to, ou sans --hide-from ps",
  });
}
