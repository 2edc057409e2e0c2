import type { Patient } from "../../domain/patient.js";
import { resolveFilter } from "../../services/filters/filters.js";
import { planVerification, type VerifyTarget, verifyPatients } from "../../services/ins/verify.js";
import type { VerifyItem, VerifyOutcome } from "../../services/ins/verify-item.js";
import { resolvePatient } from "../../services/patients/reference.js";
import type { Column, Tone } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { EXIT_DONE, EXIT_PARTIAL } from "../exit.js";
import type { CommandInput } from "../spec.js";
import { cohortAmbiguous, concurrencyInvalid, verifyNobody } from "./errors.js";
import { givenFlag, givenIds, givenText } from "./given.js";
import { plural } from "./plural.js";
import { STATUS_WORDS } from "./words.js";

const MAX_CONCURRENCY = 64;

const OUTCOMES: Readonly<Record<VerifyOutcome, { readonly text: string; readonly tone: Tone }>> = {
  ok: { text: "OK", tone: "good" },
  ko: { text: "KO", tone: "bad" },
  refused: { text: "non vérifiable", tone: "warn" },
  error: { text: "sans réponse", tone: "bad" },
};

const COLUMNS: readonly Column<VerifyItem>[] = [
  { key: "id", title: "Patient", value: (item) => item.id },
  { key: "key", title: "Dossier", value: (item) => item.key },
  {
    key: "outcome",
    title: "Résultat",
    value: (item) => item.outcome,
    text: (item) => OUTCOMES[item.outcome].text,
    tone: (item) => OUTCOMES[item.outcome].tone,
  },
  { key: "code", title: "Code", value: (item) => item.code },
  {
    key: "status",
    title: "Statut",
    value: (item) => item.status,
    text: (item) => (item.status === null ? "" : STATUS_WORDS[item.status].text),
  },
  { key: "calls", title: "Appels", value: (item) => item.calls, align: "right" },
  { key: "advice", title: "Que faire", value: (item) => item.advice },
];

/** `segur ins verify ID… | --filter F | --ids A,B [--concurrency N] [--dry-run]` */
export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const concurrency = readConcurrency(givenText(input, "concurrency"));
  const cabinet = await context.cabinet();
  const { target, named } = await readTarget(context, input);
  if (givenFlag(input, "dryRun")) return plan(context, planVerification(cabinet, target));

  const tally: Record<VerifyOutcome, number> = { ok: 0, ko: 0, refused: 0, error: 0 };
  const progress = context.progress("Vérification INS");
  const verified = verifyPatients(cabinet, target, { concurrency, automatic: named !== 1, interrupted: context.interrupted });
  const items = (async function* () {
    try {
      for await (const item of verified) {
        tally[item.outcome] += 1;
        progress.update({ done: tally.ok + tally.ko + tally.refused + tally.error, total: named, text: `${tally.ko} KO` });
        yield item;
      }
    } finally {
      progress.end();
    }
  })();
  await context.output.list<VerifyItem>({
    schema: "segur.ins.verify/1",
    columns: COLUMNS,
    items,
    empty: "Aucun patient à vérifier.",
    extra: () => ({ outcomes: tally }),
  });
  await summarise(context, tally);
  return tally.ko + tally.refused + tally.error > 0 ? EXIT_PARTIAL : EXIT_DONE;
}

async function summarise(context: CommandContext, tally: Readonly<Record<VerifyOutcome, number>>): Promise<void> {
  const total = tally.ok + tally.ko + tally.refused + tally.error;
  if (context.output.format === "ndjson") {
    await context.output.line({ schema: "segur.ins.verify.summary/1", id: "verify", total, outcomes: tally });
  } else if (context.output.format !== "json" && total > 1) {
    context.output.note(
      `${total} patients : ${tally.ok} OK, ${tally.ko} KO, ${plural(tally.refused, "non vérifiable", "non vérifiables")}, ${tally.error} sans réponse.`,
    );
  }
  if (tally.ko > 0) context.output.note("Identités refusées par INSi : segur patient search --filter ins-verify-ko");
}

/** What would be asked, without opening any connection. */
async function plan(
  context: CommandContext,
  planned: AsyncIterable<{ readonly patient: Patient; readonly why: string | null }>,
): Promise<number> {
  let calls = 0;
  const items = (async function* () {
    for await (const item of planned) {
      if (item.why === null) calls += 1;
      yield item;
    }
  })();
  await context.output.list({
    schema: "segur.ins.verify.plan/1",
    items,
    empty: "Aucun patient à vérifier.",
    extra: () => ({ calls }),
    columns: [
      { key: "id", title: "Patient", value: ({ patient }) => patient.id },
      { key: "key", title: "Dossier", value: ({ patient }) => patient.fileNumber ?? patient.id },
      { key: "call", title: "Appel", value: ({ why }) => why === null, text: ({ why }) => (why === null ? "oui" : "non") },
      { key: "code", title: "Pourquoi", value: ({ why }) => why },
    ],
  });
  context.output.note(`Simulation : ${plural(calls, "appel serait fait", "appels seraient faits")}.`);
  return EXIT_DONE;
}

/** `named`: how many patients were named one by one; null for a filter, whose size is not known. */
async function readTarget(context: CommandContext, input: CommandInput): Promise<{ target: VerifyTarget; named: number | null }> {
  const [typed] = input.args;
  const given = [...(Array.isArray(typed) ? typed : []), ...(givenIds(input) ?? [])];
  const filter = givenText(input, "filter");
  if (filter !== undefined) {
    if (given.length > 0) throw cohortAmbiguous("verify");
    const { where } = await resolveFilter(await context.cabinet(), filter);
    return { target: { filter: where }, named: null };
  }
  const [first] = given;
  if (first === undefined) throw verifyNobody();
  // Alone, an unknown patient is the error itself, not a line of a batch.
  if (given.length === 1) await resolvePatient(await context.cabinet(), first);
  return { target: { ids: given }, named: given.length };
}

function readConcurrency(text: string | undefined): number {
  const concurrency = text === undefined ? 2 : Number(text);
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > MAX_CONCURRENCY) throw concurrencyInvalid();
  return concurrency;
}
