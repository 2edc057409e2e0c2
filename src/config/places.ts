import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { SegurError } from "../domain/errors.js";

/** The three folders of the product, absolute. */
export interface FoundPlaces {
  readonly config: string;
  readonly data: string;
  readonly state: string;
}

/**
 * Where the product keeps its things. `SEGUR_HOME` puts all under one folder; else the XDG folders (Linux, macOS)
 * or %APPDATA% and %LOCALAPPDATA% (Windows). A relative XDG variable is ignored, as the XDG specification asks.
 * @throws `config.home` when a folder depends on a home that is empty or relative: keys and patients would be written wherever one stands
 */
export function findPlaces(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string = homedir(),
): FoundPlaces {
  const own = env.SEGUR_HOME;
  if (own !== undefined && own !== "") {
    const root = resolve(own);
    return { config: join(root, "config"), data: join(root, "data"), state: join(root, "state") };
  }
  const base = (name: string, fallback: string) => {
    const value = env[name];
    return join(value !== undefined && isAbsolute(value) ? value : fallback, "segur");
  };
  const roots = platform === "win32" ? ["APPDATA", "LOCALAPPDATA"] : ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"];
  if (!isAbsolute(home) && !roots.every((name) => isAbsolute(env[name] ?? ""))) throw homeUnknown();
  if (platform === "win32") {
    const roaming = base("APPDATA", join(home, "AppData", "Roaming"));
    const local = base("LOCALAPPDATA", join(home, "AppData", "Local"));
    return { config: join(roaming, "config"), data: join(local, "data"), state: join(local, "state") };
  }
  return {
    config: base("XDG_CONFIG_HOME", join(home, ".config")),
    data: base("XDG_DATA_HOME", join(home, ".local", "share")),
    state: base("XDG_STATE_HOME", join(home, ".local", "state")),
  };
}

function homeUnknown(): SegurError {
  return new SegurError({
    kind: "config",
    code: "config.home",
    message: "Le dossier personnel de ce compte n'est pas connu : ses données n'ont pas de place.",
    why: "La variable HOME est vide ou relative : les clés et les patients seraient écrits dans le dossier courant.",
    advice: "Donnez un chemin absolu : SEGUR_HOME=/chemin/absolu segur …   (ou corrigez HOME)",
  });
}
