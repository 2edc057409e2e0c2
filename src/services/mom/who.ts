import type { OpenCabinet } from "../cabinet.port.js";
import { toRpps } from "../users/rpps.js";

/** A practitioner who is looked at. */
export interface Practitioner {
  readonly rpps: string;
  /** Label of the user of the cabinet, or null. */
  readonly name: string | null;
}

/** Who must be in working order, and who was named and is not known here. */
export interface Looked {
  readonly practitioners: readonly Practitioner[];
  readonly unknown: readonly string[];
  /** Doctors at work (`U3`) who have no RPPS: nothing can be counted for them. Empty when `--rpps` chooses. */
  readonly withoutRpps: readonly string[];
}

/**
 * The doctors of the cabinet who have an RPPS, then whoever else ever signed what was sent (a locum, a doctor who left): an RPPS in the
 * ledger that nobody looks at would be a silence. `--rpps` names some of them.
 * @param typed RPPS as typed; none: everybody @throws {SegurError} when one is no RPPS
 */
export async function lookedAt(
  { users, exchanges }: Pick<OpenCabinet, "users" | "exchanges">,
  typed: readonly string[],
): Promise<Looked> {
  const all = await users.list();
  const doctors = all.filter(({ role, disabledAt }) => role === "medecin" && disabledAt === null);
  const ofUsers = doctors.flatMap(({ rpps }) => rpps ?? []);
  const { rpps: counted } = await exchanges.known();
  const everybody = [...new Set([...ofUsers, ...[...counted].sort()])];
  const named = [...new Set(typed.map((each) => toRpps(each, "--rpps")))];
  const known = (rpps: string) => everybody.includes(rpps) || all.some((user) => user.rpps === rpps);
  const wanted = named.length === 0 ? everybody : named.filter(known);
  return {
    practitioners: wanted.map((rpps) => ({ rpps, name: nameOf(all, rpps) })),
    unknown: named.filter((rpps) => !known(rpps)),
    withoutRpps: named.length > 0 ? [] : doctors.flatMap(({ id, rpps }) => (rpps === null ? [id] : [])),
  };
}

/** Of the one who works here today, else of who did. */
function nameOf(users: Awaited<ReturnType<OpenCabinet["users"]["list"]>>, rpps: string): string | null {
  const theirs = users.filter((user) => user.rpps === rpps);
  return (theirs.find(({ disabledAt }) => disabledAt === null) ?? theirs.at(-1))?.label ?? null;
}
