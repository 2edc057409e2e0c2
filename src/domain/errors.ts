/**
 * The closed list of error kinds. One table in `terminal/exit-codes.ts` maps each kind to an exit code;
 * everything else about an error (code, texts, rule) is decided where the rule is known.
 */
export type ErrorKind =
  | "usage" // the command line is wrong
  | "input" // a file or a value given by the user is wrong
  | "config" // a setting is missing or unusable
  | "storage" // the disk, a permission, a lock, a damaged store
  | "not_found" // the thing named does not exist
  | "partial" // a batch ended with some items failed or to review
  | "auth" // login needed or expired
  | "unreachable" // a téléservice does not answer; trying again later is right
  | "refused" // a rule refuses (identity, opposition, rights)
  | "decision" // a person must choose (several candidates)
  | "interrupted" // Ctrl-C
  | "internal"; // a defect of ours

/** What every error of the product carries. All texts are French sentences, free of any patient data. */
export interface ErrorParts {
  readonly kind: ErrorKind;
  /** Stable, dotted, English: `patient.field_missing`. Scripts rely on it. */
  readonly code: string;
  /** What happened. One sentence; never a name, a matricule, a token or a passphrase. */
  readonly message: string;
  /** Why: the cause, or the service's own code and text. */
  readonly why?: string | undefined;
  /** What to do next: the exact command to run when there is one. */
  readonly advice?: string | undefined;
  /** Requirement id of the rule that refused, such as `INS/va1.53`. */
  readonly rule?: string | undefined;
  /** Machine details (line, column, field, candidates), without patient data unless ids. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly cause?: unknown;
}

/** An error a user can meet. Built by the `errors.ts` of each area, so that its texts stay side by side. */
export class SegurError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly why: string | undefined;
  readonly advice: string | undefined;
  readonly rule: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(parts: ErrorParts) {
    super(parts.message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = "SegurError";
    this.kind = parts.kind;
    this.code = parts.code;
    this.why = parts.why;
    this.advice = parts.advice;
    this.rule = parts.rule;
    this.details = parts.details;
  }
}
