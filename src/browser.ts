import { spawn } from "node:child_process";

/** Command that opens an address with the program the user chose for it; the address is an argument, no shell reads it. */
const OPENERS: Partial<Readonly<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
  linux: ["xdg-open"],
};

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Opens an address in the browser of this session: that of `BROWSER` (commands separated by colons, `%s` for the address), else the one of
 * the system.
 * @returns false where there is none: it is for the caller to say where the page is
 */
export async function openBrowser(url: string, env: Env, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  for (const [program, ...args] of commandsOf(url, env, platform)) {
    if (program !== undefined && (await starts(program, args))) return true;
  }
  return false;
}

function commandsOf(url: string, env: Env, platform: NodeJS.Platform): readonly (readonly string[])[] {
  const chosen = env.BROWSER?.trim() ?? "";
  // A drive letter has a colon too.
  if (chosen !== "") return (platform === "win32" ? [chosen] : chosen.split(":")).map((command) => wordsOf(command, url));
  const opener = OPENERS[platform];
  const graphical = platform !== "linux" || env.DISPLAY !== undefined || env.WAYLAND_DISPLAY !== undefined;
  if (opener === undefined || !graphical || env.SSH_CONNECTION !== undefined) return [];
  return [[...opener, url]];
}

function wordsOf(command: string, url: string): readonly string[] {
  const words = command.split(" ").filter((word) => word !== "");
  return command.includes("%s") ? words.map((word) => word.replaceAll("%s", url)) : [...words, url];
}

function starts(program: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: "ignore", detached: true });
    child.once("error", () => resolve(false));
    child.once("spawn", () => {
      child.unref();
      resolve(true);
    });
  });
}
