import type { OpenCabinet } from "../../services/cabinet.port.js";
import { otherPerson } from "../../services/session/errors.js";
import { bindingCode, LAST_NATIONAL_ID, toNationalId } from "../../services/session/national-id.js";
import type { PscChannel, PscClient, PscLogin } from "../../services/session/session.port.js";
import { aside } from "../../terminal/aside.js";
import { bigDigits } from "../../terminal/big-digits.js";
import type { CommandContext } from "../context.js";
import { textOption } from "../input.js";
import type { CommandInput } from "../spec.js";

/** Login without a browser: the person agrees on their telephone or card, where the same two digits are shown. */
export async function byCiba(
  context: CommandContext,
  cabinet: OpenCabinet,
  client: PscClient,
  input: CommandInput,
): Promise<PscLogin> {
  const nationalId = await identifier(context, cabinet, textOption(input, "rpps"));
  const channel: PscChannel = textOption(input, "channel") === "card" ? "CARD" : "MOBILE";
  const code = await bindingCode();
  if (textOption(input, "rpps") === undefined) context.output.note(`Connexion de ${nationalId} (pour un autre : --rpps NUMÉRO).`);
  showCode(context, cabinet, code, channel);
  const progress = context.progress("En attente de votre accord");
  try {
    const login = await client.ciba({ nationalId, code, channel, signal: context.interrupted });
    if (login.professional.nationalId !== nationalId) throw otherPerson();
    return login;
  } finally {
    progress.end();
  }
}

/** What was typed, else the identifier of the last login, else the person is asked. */
async function identifier(context: CommandContext, { settings }: OpenCabinet, given: string | undefined): Promise<string> {
  if (given !== undefined) return toNationalId(given);
  const last = await settings.get(LAST_NATIONAL_ID);
  if (typeof last === "string") return last;
  return toNationalId(await context.prompt.ask("Votre numéro RPPS", { flag: "--rpps NUMÉRO" }));
}

/** On stderr: it is no result. A machine format gets one line of its own. */
function showCode({ io, output }: CommandContext, { info }: OpenCabinet, code: string, channel: PscChannel): void {
  if (output.machine) {
    io.err(`${JSON.stringify({ schema: "segur.login.code/1", code, channel })}\n`);
    return;
  }
  const where = channel === "MOBILE" ? "votre application e-CPS" : "la fenêtre de votre carte CPS";
  aside(io, `Un accord est demandé sur ${where}. Vérifiez que le même code s'y affiche :\n\n${bigDigits(code)}\n`);
  if (info.environment === "sandbox") aside(io, "Au bac à sable, dans un autre terminal : segur sandbox approve");
}
