import type { UserSettings } from "../../domain/users/user.js";
import type { UserRequest } from "../../services/users/change.js";
import { USER_SETTINGS } from "../../services/users/settings.js";
import type { CommandContext } from "../context.js";
import { textOption } from "../input.js";
import { newPassword } from "../secret.js";
import type { CommandInput } from "../spec.js";

/** What was typed of a user, secrets read from their file. */
export async function userRequest(context: CommandContext, input: CommandInput): Promise<UserRequest> {
  const settings: Partial<Record<keyof UserSettings, string>> = {};
  for (const { key } of USER_SETTINGS) {
    const typed = textOption(input, key);
    if (typed !== undefined) settings[key] = typed;
  }
  return {
    label: textOption(input, "label"),
    role: textOption(input, "role"),
    rpps: textOption(input, "rpps"),
    nationalId: textOption(input, "nationalId"),
    grant: list(input, "grant"),
    revoke: list(input, "revoke"),
    password: await newPassword(context, input),
    settings: Object.keys(settings).length === 0 ? undefined : settings,
    enabled: input.options.enable === true ? true : undefined,
  };
}

function list(input: CommandInput, name: string): readonly string[] | undefined {
  const value = input.options[name];
  return Array.isArray(value) ? value : undefined;
}
