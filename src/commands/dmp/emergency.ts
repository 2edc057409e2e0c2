import { emergencyReason } from "../../services/dmp/rules.js";
import type { Asking } from "../../services/dmp/status.js";
import type { CommandContext } from "../context.js";
import { givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

const BANNER = "BRIS DE GLACE : accès au DMP en urgence. Il est tracé avec son motif, et le patient en est informé.";

/**
 * Runs a reading as `--break-glass` says: normal, or in emergency with its banner before and after what is shown
 * (EX_0.3-1050); once when nothing was, since an error comes right after it.
 * @throws {SegurError} `dmp.break_glass_reason`
 */
export async function asTold<T>(
  context: CommandContext,
  input: CommandInput,
  read: (asking: Asking & { readonly access: "normal" | "bris_de_glace" }) => Promise<T>,
): Promise<T> {
  const typed = givenText(input, "breakGlass");
  const signal = context.interrupted;
  if (typed === undefined) return read({ access: "normal", signal });
  const reason = emergencyReason(typed);
  const tell = () => context.output.warn(context.output.machine ? BANNER : `*** ${BANNER} ***`);
  tell();
  const shown = await read({ access: "bris_de_glace", reason, signal });
  tell();
  return shown;
}
