import { type Check, ok } from "./check.js";

const LEAST_NODE = [20, 19] as const;

/** Node is recent enough (package.json, `engines`). @param version `20.20.2` */
export function nodeCheck(version: string): Check {
  return {
    id: "node",
    label: "Node.js",
    look: async () => {
      const [major = 0, minor = 0] = version.split(".").map(Number);
      if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return ok(version);
      const advice = "Installez Node.js 20.19 ou plus récent, puis : npm install";
      return { state: "bad", measure: `${version} (il faut au moins 20.19)`, advice };
    },
  };
}

const MIB = 1_048_576;
const BAD_MIB = 200;
const WARN_MIB = 1_024;

/** Free space where the cabinet and its backups are written. @param free bytes left in a folder, null when it cannot be told */
export function diskCheck(folder: string, free: (folder: string) => Promise<number | null>): Check {
  return {
    id: "disk",
    label: "Place sur le disque",
    look: async () => {
      const bytes = await free(folder);
      if (bytes === null) return { state: "skip", measure: "inconnue", advice: null };
      const measure = `${Math.floor(bytes / MIB)} Mio libres dans ${folder}`;
      if (bytes >= WARN_MIB * MIB) return ok(measure);
      const state = bytes < BAD_MIB * MIB ? "bad" : "warn";
      return { state, measure, advice: "Libérez de la place : rien n'est perdu, mais plus rien ne pourra s'écrire." };
    },
  };
}
