import type { CommandContext } from "../context.js";

const SCHEMA = "segur.sandbox.reset/1";

export async function run(context: CommandContext): Promise<number> {
  const tools = await context.sandbox();
  const control = await tools.running();
  if (control === null) await tools.resetFiles();
  else await control.reset();
  const text = "Bac à sable remis à neuf : plus de panne, d'appel ni de population ; certificats renouvelés.";
  await context.output.one(SCHEMA, { id: "sandbox", running: control !== null }, () => text);
  return 0;
}
