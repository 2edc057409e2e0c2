import { VISIBLE, type Visibility } from "../../domain/document/entry.js";
import { SegurError } from "../../domain/errors.js";
import { resolveSetting } from "../cabinet/settings.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { type Changing, changeEntry, changing } from "./change.js";
import { changeDocument } from "./change-document.js";
import { NOTHING_TO_CHANGE, nothingToDo, oneWay } from "./change-errors.js";
import { bothHidden } from "./feed-errors.js";
import { AUDIENCE_WORDS, type Audience, FLAGS } from "./hide-from.js";
import { keepsSeeing, noteChange } from "./own-change.js";
import type { Target } from "./target.js";

export interface VisibilityChange {
  readonly target: Target;
  /** As it is now in the DMP. */
  readonly visibility: Visibility;
  /** The person of the session still sees it there. */
  readonly seen: boolean;
}

/**
 * Hides a document of the DMP from professionals, but its author and the médecin traitant (TD3.3a). From the patient and the legal
 * representatives it is hidden when it is deposited, or never.
 * @throws {SegurError} `dmp.one_way`, `dmp.both_hidden`, `dmp.nothing_to_change`…
 */
export async function hide(
  cabinet: OpenCabinet,
  target: Target,
  from: readonly Audience[],
  signal: AbortSignal,
): Promise<VisibilityChange> {
  if (from.some((audience) => audience !== "ps")) throw oneWay();
  return setOne(cabinet, target, await changing(cabinet, target), "ps", true, signal);
}

/** Makes a document visible to those, one call for each kind of audience (TD3.3a, TD3.3b). */
export async function reveal(
  cabinet: OpenCabinet,
  target: Target,
  to: readonly Audience[],
  signal: AbortSignal,
): Promise<VisibilityChange> {
  const known = await changing(cabinet, target);
  let last: VisibilityChange | null = null;
  let already: SegurError | null = null;
  for (const audience of to) {
    try {
      last = await setOne(cabinet, target, known, audience, false, signal);
    } catch (error) {
      // What one of them sees already stops nothing for the others.
      if (!(error instanceof SegurError) || error.code !== NOTHING_TO_CHANGE) throw error;
      already ??= error;
    }
  }
  if (last === null) throw already ?? new TypeError("a document is revealed to somebody");
  return last;
}

async function setOne(
  cabinet: OpenCabinet,
  target: Target,
  { ins, author, sourceId }: Changing,
  audience: Audience,
  hidden: boolean,
  signal: AbortSignal,
): Promise<VisibilityChange> {
  const cumul = await cumulAllowed(cabinet);
  const seen = audience !== "ps" || !hidden || (await keepsSeeing(cabinet, target));
  const wanted = (now: Visibility): Visibility => ({ ...now, [FLAGS[audience]]: hidden });
  const entry = await changeEntry(
    cabinet,
    target,
    ins,
    {
      transaction: audience === "ps" ? "TD3.3a" : "TD3.3b",
      check(found) {
        const next = wanted(found.visibility);
        const state = `${hidden ? "masqué" : "visible"} ${AUDIENCE_WORDS[audience]}`;
        if (found.visibility[FLAGS[audience]] === hidden) throw nothingToDo(target.id, state);
        if (hidden && next.hiddenFromProfessionals && next.hiddenFromPatient && !cumul) throw bothHidden();
      },
      make: (client, found, call) => client.setVisibility(ins, found, wanted(found.visibility), author, sourceId, call),
      // What is hidden from us is no longer shown to us.
      isDone: (found) => (found === null ? !seen : found.visibility[FLAGS[audience]] === hidden),
    },
    signal,
  );
  const visibility = wanted((entry ?? target.listed)?.visibility ?? VISIBLE);
  await noteChange(cabinet, target, ins, { visibility, setAside: !seen });
  if (target.document !== null) {
    await changeDocument(cabinet, target.document.id, "visibility", () => ({ visibility }));
  }
  return { target, visibility, seen };
}

async function cumulAllowed({ settings, info }: OpenCabinet): Promise<boolean> {
  const from = { settings, env: {}, toPath: (path: string) => path, environment: info.environment };
  return (await resolveSetting("dmp.cumulMaskAllowed", from)).value === true;
}
