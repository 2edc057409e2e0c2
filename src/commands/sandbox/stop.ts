import type { CommandContext } from "../context.js";

const SCHEMA = "segur.sandbox.stop/1";

export async function run(context: CommandContext): Promise<number> {
  const tools = await context.sandbox();
  const wasRunning = await tools.stop();
  const text = wasRunning ? "Bac à sable arrêté." : "Le bac à sable n'était pas démarré.";
  await context.output.one(SCHEMA, { id: "sandbox", running: false, wasRunning }, () => text);
  return 0;
}
