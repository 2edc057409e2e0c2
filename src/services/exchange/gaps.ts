import type { IsoDate } from "../../domain/identity/types.js";
import type { OpenCabinet } from "../cabinet.port.js";

/**
 * What a reader of figures must know of a cabinet that went back to a backup: what was sent between the two is in no journal, hence in no
 * figure. Null: no day that is looked at is concerned.
 */
export async function gapNotice(
  { exchanges }: Pick<OpenCabinet, "exchanges">,
  { from, to }: { readonly from?: IsoDate; readonly to?: IsoDate },
): Promise<string | null> {
  const gaps = (await exchanges.gaps()).filter((gap) => gap.to >= (from ?? gap.to) && gap.from <= (to ?? gap.from));
  const last = gaps.at(-1);
  if (last === undefined) return null;
  const more = gaps.length > 1 ? " (et d'autres restaurations avant)" : "";
  const [made, restored] = [last.from, last.to].map((day) => day.split("-").reverse().join("/"));
  return `Ce cabinet a été restauré le ${restored} d'une sauvegarde du ${made}${more} : ce qui a été envoyé entre les deux n'est peut-être pas compté.`;
}
