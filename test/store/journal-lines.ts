import type { Actor } from "../../src/domain/ports.js";

/** Shared with the processes that the tests start: nothing of vitest here. */
export const NOW = "2026-11-23T08:30:00.000Z";
export const actor: Actor = { userId: "U1", rpps: null, authMode: "certificate" };
