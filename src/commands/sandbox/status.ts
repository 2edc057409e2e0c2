import type { CommandContext } from "../context.js";
import { statusText, statusValue } from "./describe.js";

const SCHEMA = "segur.sandbox.status/1";
/** As for any téléservice that cannot be reached. */
const NOT_RUNNING = 5;

export async function run(context: CommandContext): Promise<number> {
  const tools = await context.sandbox();
  const control = await tools.running();
  if (control === null) {
    const text = "Le bac à sable n'est pas démarré. Pour le démarrer : segur sandbox start --detach";
    await context.output.one(SCHEMA, { id: "sandbox", running: false }, () => text);
    return NOT_RUNNING;
  }
  const status = await control.status();
  await context.output.one(SCHEMA, statusValue(status), (style) => statusText(status, style));
  return 0;
}
