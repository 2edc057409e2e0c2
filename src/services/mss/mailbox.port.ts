/** What is set of the mailbox (`segur config`), known without asking the operator. */
export interface Mailbox {
  readonly kind: "PER" | "ORG" | "APP";
  /** Product reference (`X-MSS-NIL`); null: none is set, and nothing may leave for a real operator. */
  readonly nil: string | null;
  /** Domains of the trust space besides `mssante.fr`. */
  readonly domains: readonly string[];
  /** `segur 0.1.0` */
  readonly software: string;
}
