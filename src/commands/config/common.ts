import { resolve } from "node:path";
import { type ResolvedSetting, resolveSetting, type SettingOrigin, settingVariable } from "../../services/cabinet/settings.js";
import type { OpenCabinet } from "../../services/cabinet.port.js";
import type { CommandContext } from "../context.js";

/** Paths are taken from where the command is run. */
export const toPath = (path: string): string => resolve(path);

export async function resolveFor(context: CommandContext, cabinet: OpenCabinet, key: string): Promise<ResolvedSetting> {
  return resolveSetting(key, { settings: cabinet.settings, env: context.env, toPath, environment: cabinet.info.environment });
}

/** A value as a person types it. */
export function settingText({ spec, value }: ResolvedSetting): string {
  if (value === null || value === undefined) return "";
  if (spec.type === "duration" && typeof value === "number") {
    return value % 60_000 === 0 ? `${value / 60_000}min` : value % 1_000 === 0 ? `${value / 1_000}s` : `${value}ms`;
  }
  if (spec.type === "size" && typeof value === "number") {
    return value % 1_000_000 === 0 ? `${value / 1_000_000}Mo` : `${value / 1_000}ko`;
  }
  if (Array.isArray(value)) return value.join(",");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Where a value comes from, for a person. */
export function originText(origin: SettingOrigin, key: string): string {
  switch (origin) {
    case "environment":
      return `variable ${settingVariable(key)}`;
    case "cabinet":
      return "cabinet";
    case "default":
      return "défaut";
    case "unset":
      return "non réglé";
  }
}
