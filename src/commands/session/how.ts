import { SegurError } from "../../domain/errors.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";

export type How = "ciba" | "browser" | "password";
const WAYS: readonly How[] = ["ciba", "browser", "password"];

/**
 * The way that was asked for; else, on a terminal, the browser where there is one, and the e-CPS elsewhere. Where nobody can
 * answer, nothing is guessed.
 */
export function howToLogin(context: CommandContext, input: CommandInput): How {
  const asked = WAYS.filter((way) => input.options[way] === true);
  const [only, ...more] = asked;
  if (more.length > 0) throw severalWays();
  if (only !== undefined) return only;
  if (input.options.passwordFile !== undefined) return "password";
  if (!context.io.canPrompt) throw noWay();
  return hasBrowser(context.env) ? "browser" : "ciba";
}

/** A graphical session on this very machine: over SSH a browser would open where nobody sits. */
function hasBrowser(env: CommandContext["env"]): boolean {
  if (env.SSH_CONNECTION !== undefined) return false;
  return (
    env.DISPLAY !== undefined ||
    env.WAYLAND_DISPLAY !== undefined ||
    env.WINDIR !== undefined ||
    env.__CFBundleIdentifier !== undefined
  );
}

const CHOICES =
  "segur login --ciba --rpps NUMÉRO, segur login --browser, ou segur login --password --user ID --password-file FICHIER";

function noWay(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "login.how",
    message: "Il faut dire comment se connecter.",
    why: "Personne ne peut répondre ici (pas de terminal, --no-input ou format de machine).",
    advice: CHOICES,
  });
}

function severalWays(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "login.several_ways",
    message: "Une seule façon de se connecter à la fois.",
    advice: CHOICES,
  });
}
