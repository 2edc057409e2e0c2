import type { SegurError } from "../../domain/errors.js";
import { countedWords, frenchDay, shownOf } from "../../services/mom/labels.js";
import type { MomIndicator, MomPractitioner, MomReport } from "../../services/mom/report.js";

interface Case {
  readonly name: string;
  readonly classname: string;
  /** Null: it passes. */
  readonly problem: { readonly kind: "failure" | "error"; readonly type: string; readonly message: string } | null;
  readonly out: string;
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

/**
 * The report as JUnit XML, the shape that CI servers read (junit-10.xsd of Jenkins): a suite for each practitioner, a case for each
 * indicator. What cannot be determined is an error, never a success: the reasons are a suite of their own.
 */
export function junit(report: MomReport): string {
  const { reasons, practitioners, verdict, cabinet, thresholds, since } = report;
  const [reason] = verdict === "unknown" ? reasons : [];
  const suites = practitioners.map((each) => suiteOf(each, reason ?? null));
  const properties = {
    cabinet: cabinet.name,
    environment: cabinet.environment,
    verdict,
    since: since ?? "",
    thresholds: `${thresholds.version} (${thresholds.date})`,
  };
  const all = verdict === "unknown" ? [...suites, doubtsSuite(reasons)] : suites;
  return document(all, properties, report.madeAt);
}

/** A report that could not be made. */
export function junitError({ code, message, why, advice }: SegurError): string {
  const told = [message, why, advice].filter((part) => part !== undefined).join(" ");
  return document([doubtsSuite([{ code, message: told, advice: advice ?? "" }])], {}, null);
}

function suiteOf({ rpps, indicators }: MomPractitioner, doubt: MomReport["reasons"][number] | null): Suite {
  return { name: `RPPS ${rpps}`, cases: indicators.map((each) => caseOf(rpps, each, doubt)) };
}

function caseOf(rpps: string, each: MomIndicator, doubt: MomReport["reasons"][number] | null): Case {
  const { service, label, wanted, counted, missing } = each;
  const figures = `${countedWords(service, counted)} sur ${wanted}`;
  const problem =
    doubt !== null
      ? ({ kind: "error", type: doubt.code, message: `${doubt.message} ${doubt.advice}` } as const)
      : missing > 0
        ? ({ kind: "failure", type: "mom.not_met", message: `${label} : ${figures}, il en manque ${missing}.` } as const)
        : null;
  return { name: service, classname: `segur.mom.${rpps}`, problem, out: outOf(each, figures) };
}

function doubtsSuite(reasons: MomReport["reasons"]): Suite {
  const cases = reasons.map(({ code, message, advice }): Case => {
    const told = message.endsWith(advice) ? message : `${message} ${advice}`;
    return { name: code, classname: "segur.mom", problem: { kind: "error", type: code, message: told }, out: "" };
  });
  return { name: "segur mom check", cases };
}

/** What counts, why the rest does not, what to send, as a person would read it in the server. */
function outOf({ label, items, others, candidates, counted, missing }: MomIndicator, figures: string): string {
  const part = shownOf(items.length, counted);
  return [
    `${label} : ${figures}`,
    ...(items.length > 0 && part !== null ? [`ceux qui comptent, ${part} :`] : []),
    ...items.map(({ document, exchange, day, trace }) => `compte : ${document ?? "-"} ${exchange} ${frenchDay(day)} ${trace}`),
    ...others.map(
      ({ label: why, count, newest }) =>
        `ne compte pas, ${why} : ${count} (${newest.map(({ exchange }) => exchange).join(", ")})`,
    ),
    ...candidates.map(({ run }) => `à envoyer : ${run}`),
    ...(missing > 0 && candidates.length === 0 ? ["aucun document à proposer"] : []),
  ].join("\n");
}

function document(suites: readonly Suite[], properties: Readonly<Record<string, string>>, at: string | null): string {
  const sum = (of: (suite: Suite) => number) => suites.reduce((total, suite) => total + of(suite), 0);
  const counts = attributes({
    tests: sum(({ cases }) => cases.length),
    failures: sum(count("failure")),
    errors: sum(count("error")),
  });
  const lines = suites.flatMap((suite) => suiteLines(suite, properties, at));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="segur mom check"${counts} time="0">\n${lines.join("\n")}\n</testsuites>\n`;
}

function suiteLines(suite: Suite, properties: Readonly<Record<string, string>>, at: string | null): readonly string[] {
  const { name, cases } = suite;
  const counts = { tests: cases.length, failures: count("failure")(suite), errors: count("error")(suite), skipped: 0, time: 0 };
  const timestamp = at === null ? {} : { timestamp: at.slice(0, 19) };
  const given = Object.entries(properties).map(([key, value]) => `      <property${attributes({ name: key, value })}/>`);
  return [
    `  <testsuite${attributes({ name, ...counts, ...timestamp })}>`,
    ...(given.length > 0 ? ["    <properties>", ...given, "    </properties>"] : []),
    ...cases.flatMap(caseLines),
    "  </testsuite>",
  ];
}

function caseLines({ name, classname, problem, out }: Case): readonly string[] {
  const inside = [
    ...(problem === null ? [] : [`      <${problem.kind}${attributes({ message: problem.message, type: problem.type })}/>`]),
    ...(out === "" ? [] : [`      <system-out>${escaped(out)}</system-out>`]),
  ];
  const head = `    <testcase${attributes({ name, classname, time: 0 })}`;
  return inside.length === 0 ? [`${head}/>`] : [`${head}>`, ...inside, "    </testcase>"];
}

function count(kind: "failure" | "error"): (suite: Suite) => number {
  return ({ cases }) => cases.filter(({ problem }) => problem?.kind === kind).length;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join("");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** What XML 1.0 forbids is not there: a label is what somebody typed. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}
