import type { IsoInstant } from "../domain/identity/types.js";
import type { InsiAnswer } from "../domain/insi/answer.js";

/** An INSi answer that a person must accept or refuse (INS/va1.52.01). Stays in the cabinet store: it holds traits. */
export interface Review {
  readonly id: string;
  readonly patientId: string;
  readonly runId: string | null;
  readonly line: number | null;
  readonly messageId: string;
  readonly answer: InsiAnswer;
  readonly createdAt: IsoInstant;
  readonly state: "pending" | "accepted" | "refused";
  readonly decidedAt: IsoInstant | null;
  readonly decidedBy: string | null;
}

export interface ReviewStore {
  /** Replaces the pending review of the same patient, if any. Resolves when durable; gives the ids in order. */
  add(reviews: readonly Omit<Review, "id" | "state" | "decidedAt" | "decidedBy">[]): Promise<readonly string[]>;
  get(id: string): Promise<Review | null>;
  list(query: {
    readonly state?: Review["state"] | undefined;
    readonly runId?: string | undefined;
    readonly patientId?: string | undefined;
    readonly limit: number;
    readonly after?: string | undefined;
  }): Promise<readonly Review[]>;
  /** False when it is no longer pending (another process decided). */
  decide(
    id: string,
    decision: { readonly state: "accepted" | "refused"; readonly at: IsoInstant; readonly by: string },
  ): Promise<boolean>;
}
