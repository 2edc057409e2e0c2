import { spawn } from "node:child_process";

/** Command that opens an address with the program the user chose for it; the address is an argument, no shell reads it. */
const OPENERS: Partial<Readonly<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
  linux: ["xdg-open"],
};

/** Opens an address in the browser of this session. Where there is none nothing happens: the address was printed. */
export async function openBrowser(url: string, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const opener = OPENERS[process.platform];
  const graphical = process.platform !== "linux" || env.DISPLAY !== undefined || env.WAYLAND_DISPLAY !== undefined;
  if (opener === undefined || !graphical || env.SSH_CONNECTION !== undefined) return;
  const [program, ...args] = opener;
  await new Promise<void>((resolve) => {
    const child = spawn(program, [...args, url], { stdio: "ignore", detached: true });
    child.once("error", () => resolve());
    child.once("spawn", () => {
      child.unref();
      resolve();
    });
  });
}
