/** Why a step failed: the reasons of `transport.ts`, as words. */
export type ProbeFailure = string;

/** The steps of a connection, in order: the first that fails says where to look. */
export const PROBE_STEPS = ["dns", "tcp", "tls", "http"] as const;
export type ProbeStep = (typeof PROBE_STEPS)[number];

export interface ProbeResult {
  /** Milliseconds of each step that was passed. */
  readonly ms: Partial<Readonly<Record<ProbeStep, number>>>;
  /** `TLSv1.3` */
  readonly protocol: string | null;
  /** When the certificate of the service ends. */
  readonly serverNotAfter: Date | null;
  /** Any status: the service answered, so that it took our certificate. */
  readonly status: number | null;
  /** What the service says the time is, and our own at that instant. */
  readonly time: { readonly theirs: Date; readonly ours: Date } | null;
  readonly failed: { readonly step: ProbeStep; readonly reason: ProbeFailure; readonly detail: string } | null;
}
