import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline, Readable } from "node:stream";
import { extractionLines } from "./extraction.js";
import { EXTRACTION_PATH } from "./names.js";
import { peopleLines } from "./people-extraction.js";

/** The extraction of the night: the people of a sandbox never change. */
const NIGHT = "202611240815";
const FILES = {
  Extraction_Correspondance_MSSante: { name: `Extraction_Correspondance_MSSante_${NIGHT}.txt`, lines: extractionLines },
  PS_LibreAcces: { name: `PS_LibreAcces_Personne_activite_${NIGHT}.txt`, lines: peopleLines },
} as const;

interface People {
  readonly seed: number;
  /** Entries of the directory. */
  readonly count: number;
}

/**
 * The public extractions of the people of a directory, downloaded without any key; the text that the mirror gives, not its archive.
 */
export function serveFile(request: IncomingMessage, response: ServerResponse, people: People): void {
  const [path = ""] = (request.url ?? "").split("?", 1);
  const name = path.slice(EXTRACTION_PATH.length);
  const file = Object.hasOwn(FILES, name) ? FILES[name as keyof typeof FILES] : undefined;
  if (file === undefined || !["GET", "HEAD"].includes(request.method ?? "")) {
    response.writeHead(file === undefined ? 404 : 405).end();
    return;
  }
  response.writeHead(200, {
    "Content-Type": "text/plain;charset=UTF-8",
    "Content-Disposition": `attachment; filename="${file.name}"`,
  });
  if (request.method === "HEAD") response.end();
  // A caller that hangs up is its own affair.
  else pipeline(Readable.from(blocks(file.lines(people.seed, people.count))), response, () => undefined);
}

/** Lines together, so that each write is worth it. */
function* blocks(lines: Iterable<string>): Generator<string> {
  let block = "";
  for (const line of lines) {
    block += `${line}\r\n`;
    if (block.length < 1 << 16) continue;
    yield block;
    block = "";
  }
  yield block;
}
