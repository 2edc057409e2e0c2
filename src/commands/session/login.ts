import type { Activity } from "../../domain/professional/professional.js";
import type { OpenCabinet } from "../../services/cabinet.port.js";
import { activityUnknown } from "../../services/session/errors.js";
import { loginByPassword } from "../../services/session/login-password.js";
import { loginByPsc } from "../../services/session/login-psc.js";
import { LAST_NATIONAL_ID } from "../../services/session/national-id.js";
import type { PscLogin } from "../../services/session/session.port.js";
import type { CommandContext } from "../context.js";
import { textOption } from "../input.js";
import { secretOption } from "../secret.js";
import type { CommandInput } from "../spec.js";
import { byBrowser } from "./browser.js";
import { byCiba } from "./ciba.js";
import { sessionDeps } from "./deps.js";
import { howToLogin } from "./how.js";
import { localUserId } from "./local-user.js";

/** `segur login` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const how = howToLogin(context, input);
  const cabinet = await context.cabinet();
  const { user, mode, activity } =
    how === "password" ? await password(context, cabinet, input) : await psc(context, cabinet, input, how);
  const value = { id: user.id, label: user.label, role: user.role, mode, activity: activity?.label ?? null };
  await context.output.one("segur.login/1", value, (style) => {
    const where = activity === null ? "" : `, ${activity.label}`;
    return `${style("good", "✓")} ${user.label} est connecté au cabinet ${cabinet.info.name}${where}.`;
  });
}

async function password(context: CommandContext, cabinet: OpenCabinet, input: CommandInput) {
  const userId = await localUserId(context, cabinet, textOption(input, "user"));
  const typed =
    (await secretOption(context, input, "passwordFile")) ??
    (await context.prompt.secret("Mot de passe", { flag: "--password-file FICHIER" }));
  const { user } = await loginByPassword(sessionDeps(context, cabinet), userId, typed);
  return { user, mode: "password", activity: null };
}

async function psc(context: CommandContext, cabinet: OpenCabinet, input: CommandInput, how: "ciba" | "browser") {
  const client = await cabinet.psc();
  const login: PscLogin = how === "ciba" ? await byCiba(context, cabinet, client, input) : await byBrowser(context, client);
  const choose = (activities: readonly Activity[]) => chosenActivity(context, activities, textOption(input, "activity"));
  const { user, activity } = await loginByPsc(sessionDeps(context, cabinet), login, choose);
  await cabinet.settings.set(LAST_NATIONAL_ID, login.professional.nationalId);
  return { user, mode: "psc", activity };
}

/** By its number in the list, else by its id, else the person chooses. */
async function chosenActivity(
  context: CommandContext,
  activities: readonly Activity[],
  given: string | undefined,
): Promise<Activity> {
  if (given !== undefined) {
    const found = activities[Number(given) - 1] ?? activities.find((each) => each.id === given);
    if (found === undefined) throw activityUnknown(activities.length);
    return found;
  }
  const choices = activities.map((value, index) => ({ name: `${index + 1}. ${value.label}`, value }));
  return context.prompt.choose("Dans quelle situation d'exercice travaillez-vous ?", choices, { flag: "--activity N" });
}
