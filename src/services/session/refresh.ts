import { SegurError } from "../../domain/errors.js";
import type { PscTokens } from "../../gateways/psc/port.js";
import type { SessionDeps } from "./open.js";
import type { PscClient, PscSession } from "./session.port.js";

/** A téléservice needs a session of Pro Santé Connect, and the person came in another way. */
function pscNeeded(): SegurError {
  return new SegurError({
    kind: "auth",
    code: "session.psc_needed",
    rule: "PSC.10",
    message: "Cette action demande une connexion par Pro Santé Connect.",
    why: "La session ouverte ici n'en a pas, ou plus.",
    advice: "segur login --ciba   (ou : segur login --browser)",
  });
}

/**
 * Fresh tokens for the calls of this process (psc.md §1.5: they live two minutes, and renewing them keeps the session of an
 * active person open, EXI PSC 11). One process at a time: a refresh token serves once, and whoever used it twice would lose the
 * session. When Pro Santé Connect says that it is over, its tokens are dropped here too; the local session goes on without it.
 * @throws {SegurError} kind `auth`: `session.psc_needed`, or the gateway's own code; `unreachable` keeps everything
 */
export async function freshTokens(
  { sessions }: Pick<SessionDeps, "sessions">,
  psc: () => Promise<PscClient>,
): Promise<{ tokens: PscTokens; psc: PscSession }> {
  return sessions.alone(async () => {
    const session = await sessions.read();
    if (session?.psc == null || session.lockedAt !== null) throw pscNeeded();
    const client = await psc();
    try {
      const tokens = await client.refresh(session.psc.tokens);
      const renewed = { ...session.psc, tokens };
      await sessions.write({ ...session, psc: renewed });
      return { tokens, psc: renewed };
    } catch (error) {
      if (error instanceof SegurError && error.kind === "auth") await sessions.write({ ...session, psc: null });
      throw error;
    }
  });
}
