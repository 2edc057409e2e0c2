import { VISIBLE, type Visibility } from "../../domain/document/entry.js";
import { resolveSetting } from "../cabinet/settings.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { type Changing, changeEntry, changing } from "./change.js";
import { changeDocument } from "./change-document.js";
import { nothingToDo, oneWay } from "./change-errors.js";
import { bothHidden } from "./feed-errors.js";
import { type Audience, FLAGS, hiddenWords } from "./hide-from.js";
import type { Target } from "./target.js";

export interface VisibilityChange {
  readonly target: Target;
  /** As it is now in the DMP. */
  readonly visibility: Visibility;
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
  for (const audience of to) last = await setOne(cabinet, target, known, audience, false, signal);
  if (last === null) throw new TypeError("a document is revealed to somebody");
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
  const wanted = (now: Visibility): Visibility => ({ ...now, [FLAGS[audience]]: hidden });
  const entry = await changeEntry(
    cabinet,
    target,
    ins,
    {
      transaction: audience === "ps" ? "TD3.3a" : "TD3.3b",
      check(found) {
        const next = wanted(found.visibility);
        if (found.visibility[FLAGS[audience]] === hidden) throw nothingToDo(target.id, hiddenWords(next) ?? "visible par tous");
        if (hidden && next.hiddenFromProfessionals && next.hiddenFromPatient && !cumul) throw bothHidden();
      },
      make: (client, found, call) => client.setVisibility(ins, found, wanted(found.visibility), author, sourceId, call),
      isDone: (found) => found !== null && found.visibility[FLAGS[audience]] === hidden,
    },
    signal,
  );
  const visibility = wanted(entry?.visibility ?? VISIBLE);
  if (target.document !== null) {
    await changeDocument(cabinet, target.document.id, "visibility", () => ({ visibility }));
  }
  return { target, visibility };
}

async function cumulAllowed({ settings, info }: OpenCabinet): Promise<boolean> {
  const from = { settings, env: {}, toPath: (path: string) => path, environment: info.environment };
  return (await resolveSetting("dmp.cumulMaskAllowed", from)).value === true;
}
