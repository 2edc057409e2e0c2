import type { Adapter, AdapterPayload } from "oidc-provider";

/** Kept this long after its end, so that an expired request or token is told apart from an unknown one. */
const GRACE_MS = 3_600_000;
const SWEEP_ABOVE = 2_000;

interface Entry {
  readonly payload: AdapterPayload;
  readonly until: number;
}

/**
 * What one provider remembers, in memory only: a sandbox that stops ends every session. The adapter that the library
 * brings is one store for the whole process and forgets beyond 1,000 entries.
 */
export class ProviderMemory {
  readonly #entries = new Map<string, Entry>();

  /** The library's view of one model. */
  readonly adapter = (model: string): Adapter => ({
    upsert: async (id, payload, expiresIn) => {
      if (this.#entries.size > SWEEP_ABOVE) this.#sweep();
      const lasts = Number.isFinite(expiresIn) ? expiresIn * 1_000 : 0;
      this.#entries.set(`${model}:${id}`, { payload, until: Date.now() + lasts + GRACE_MS });
    },
    find: async (id) => this.#entries.get(`${model}:${id}`)?.payload,
    findByUid: async (uid) => this.#first((payload) => payload.uid === uid, model),
    findByUserCode: async (userCode) => this.#first((payload) => payload.userCode === userCode, model),
    consume: async (id) => {
      const entry = this.#entries.get(`${model}:${id}`);
      if (entry !== undefined) entry.payload.consumed = Math.floor(Date.now() / 1_000);
    },
    destroy: async (id) => {
      this.#entries.delete(`${model}:${id}`);
    },
    revokeByGrantId: async (grantId) => this.revoke(grantId),
  });

  /** Ends a grant and every token that comes from it. */
  revoke(grantId: string): void {
    for (const [key, { payload }] of this.#entries) {
      if (payload.grantId === grantId || key === `Grant:${grantId}`) this.#entries.delete(key);
    }
  }

  /** Ends what the browsers of this account remember, so that the page asks again who is there. */
  endSessions(accountId: string): void {
    for (const [key, { payload }] of this.#entries) {
      if (key.startsWith("Session:") && payload.accountId === accountId) this.#entries.delete(key);
    }
  }

  #first(is: (payload: AdapterPayload) => boolean, model: string): AdapterPayload | undefined {
    for (const [key, { payload }] of this.#entries) if (key.startsWith(`${model}:`) && is(payload)) return payload;
    return undefined;
  }

  #sweep(): void {
    const now = Date.now();
    for (const [key, { until }] of this.#entries) if (until < now) this.#entries.delete(key);
  }
}
