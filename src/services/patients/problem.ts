import type { LineProblem } from "../../documents/tabular/record.js";
import type { SegurError } from "../../domain/errors.js";
import type { Refused } from "../../domain/identity/result.js";
import type { PatientColumn } from "./columns.js";

/** Why a value, or a whole record, is not taken. Never holds the value. */
export interface Problem {
  /** Canonical column, or the heading as it stands in the file for a line that can not be read. */
  readonly column: string | null;
  readonly code: string;
  readonly message: string;
  /** Requirement id when a rule refused. */
  readonly rule?: string | undefined;
}

export function problem(column: PatientColumn | null, code: string, message: string): Problem {
  return { column, code, message };
}

export function fromCheck(column: PatientColumn, refused: Refused): Problem {
  const at = refused.column === undefined ? "" : ` (caractère ${refused.column})`;
  return { column, code: refused.code, message: `${refused.message.replace(/\.$/, "")}${at}.` };
}

export function fromRefusal(column: PatientColumn | null, refusal: SegurError): Problem {
  return { column, code: refusal.code, message: refusal.message, rule: refusal.rule };
}

export function fromLine(fault: LineProblem): Problem {
  return fault;
}

/** What is wrong with a line; with several problems, each says its column. Never a value. */
export function tellProblems(problems: readonly Problem[]): string {
  const [first, ...others] = problems;
  if (first === undefined) return "";
  if (others.length === 0) return first.message;
  return problems.map(({ column, message }) => (column === null ? message : `${column} : ${message}`)).join(" ");
}
