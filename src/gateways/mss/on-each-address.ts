import type { MssServer } from "./config.js";
import { MssFault } from "./port.js";

/** Tries the addresses that were judged, one after the other, as long as none answers. */
export async function onEachAddress<T>(server: MssServer, open: (host: string) => Promise<T>): Promise<T> {
  const hosts = server.addresses ?? [server.host];
  for (const [at, host] of hosts.entries()) {
    try {
      return await open(host);
    } catch (error) {
      const silent = error instanceof MssFault && SILENT.has(error.serviceCode);
      if (!silent || at === hosts.length - 1) throw error;
    }
  }
  throw new Error("a server without an address");
}

const SILENT = new Set(["network.refused", "network.no_route", "network.connect_timeout"]);
