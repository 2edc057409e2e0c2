import type { Ins } from "../../domain/identity/types.js";
import type { OwnChange } from "../../store/dmp-cache.port.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { requireQualified } from "./rules.js";
import { callSubject } from "./subject.js";
import type { Target } from "./target.js";
import { viewOf } from "./view.js";

/**
 * Whether the person of the session still sees a document once it is hidden from professionals: its author and the médecin traitant do
 * (dmp.md TD3.3a). What is not known counts as no: the person is warned for nothing rather than not at all.
 */
export async function keepsSeeing(cabinet: OpenCabinet, target: Target): Promise<boolean> {
  const { patient, document } = target;
  const { nationalId } = await callSubject(cabinet);
  if (document?.dmp?.direction === "pushed" && document.author.id === nationalId) return true;
  const view = viewOf(cabinet, { patient, ins: requireQualified(patient, cabinet.info.environment) });
  const entry = target.listed ?? (await cabinet.dmpCache.entry(view, target.uniqueId));
  if (entry?.authors.some(({ id }) => id === nationalId) === true) return true;
  const known = await cabinet.dmpCache.status(view);
  return known?.status.state === "open" && known.status.medecinTraitant;
}

/**
 * Notes in the person's own copy of the listing what was just changed: nothing is read again right after a change (EX_3.1-2030), and a
 * list must not show what is no longer so.
 */
export async function noteChange(
  cabinet: OpenCabinet,
  { patient, uniqueId }: Target,
  ins: Ins,
  change: OwnChange,
): Promise<void> {
  await cabinet.dmpCache.change(viewOf(cabinet, { patient, ins }), uniqueId, change);
}

/** Whether this person hid it, and the DMP no longer shows it to them. */
export async function wasSetAside(cabinet: OpenCabinet, { patient, uniqueId }: Target, ins: Ins): Promise<boolean> {
  const aside = await cabinet.dmpCache.aside(viewOf(cabinet, { patient, ins }));
  return aside.some((entry) => entry.uniqueId === uniqueId);
}
