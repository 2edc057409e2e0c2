import type { SecureContext } from "node:tls";
import { createHttpsClient, type HttpsClient } from "../http.js";
import type { StreamReply } from "../http-stream.js";
import { directoryUnreachable, downloadRefused } from "./errors.js";
import type { ExtractionSource } from "./extraction.port.js";

export interface ExtractionOptions {
  /** `https://…`, an archive or a text. */
  readonly url: string;
  readonly secureContext: SecureContext;
  /** Bytes above which it is refused. Default: 1 GB, for a text of mailboxes of 90 MB. */
  readonly maxBytes?: number | undefined;
  /** Longest time without a byte. Default: 60 s. */
  readonly idleMs?: number;
}

const IDLE_MS = 60_000;
const MOST_BYTES = 1_000_000_000;
const MOST_REDIRECTS = 3;

type Headers = StreamReply["headers"];

/** Downloads the extraction over HTTPS. It is public, and nothing secret goes with the request: redirections are followed, never out of HTTPS. */
export function createExtractionSource(options: ExtractionOptions): ExtractionSource {
  const clientOf = (url: URL) =>
    createHttpsClient({
      url,
      secureContext: options.secureContext,
      connections: 1,
      timeoutMs: options.idleMs ?? IDLE_MS,
      maxBytes: options.maxBytes ?? MOST_BYTES,
    });

  /** Asks one address after the other, as long as they redirect. The client of the last one is left open for its body. */
  const follow = async <T extends { readonly status: number; readonly headers: Headers }>(
    ask: (client: HttpsClient, path: string) => Promise<T>,
    leave: (reply: T) => void,
  ): Promise<{ readonly reply: T; readonly url: URL; readonly client: HttpsClient }> => {
    let url = new URL(options.url);
    for (let redirects = 0; ; redirects += 1) {
      const client = clientOf(url);
      try {
        const reply = await ask(client, url.pathname + url.search);
        if (reply.status < 300 || reply.status > 399) return { reply, url, client };
        leave(reply);
        if (redirects === MOST_REDIRECTS) throw downloadRefused("L'adresse redirige sans fin.");
        url = redirected(url, reply.headers);
      } catch (error) {
        await client.close();
        throw directoryUnreachable(error);
      }
      await client.close();
    }
  };

  return {
    async latest(signal) {
      const ask = (client: HttpsClient, path: string) => client.send({ method: "HEAD", path, headers: {}, body: null }, signal);
      const { reply, url, client } = await follow(ask, () => undefined);
      await client.close();
      return reply.status === 200 ? nameOf(reply.headers, url) : null;
    },
    async download(signal) {
      const ask = (client: HttpsClient, path: string) => client.stream({ method: "GET", path, headers: {}, body: null }, signal);
      const { reply, url, client } = await follow(ask, (each) => each.cancel());
      if (reply.status !== 200) {
        reply.cancel();
        await client.close();
        throw downloadRefused(`Le serveur répond ${reply.status}.`);
      }
      const size = Number(first(reply.headers["content-length"]) ?? Number.NaN);
      return {
        name: nameOf(reply.headers, url),
        size: Number.isInteger(size) ? size : null,
        bytes: whole(reply, Number.isInteger(size) ? size : null, client),
      };
    },
  };
}

/** The body to its last byte: a file that stops early is no file. */
async function* whole(reply: StreamReply, size: number | null, client: HttpsClient): AsyncGenerator<Buffer> {
  let received = 0;
  try {
    for await (const chunk of reply.body) {
      received += chunk.length;
      yield chunk;
    }
    if (size !== null && received !== size) throw downloadRefused(`${received} octets reçus sur ${size}.`);
  } catch (error) {
    throw directoryUnreachable(error);
  } finally {
    reply.cancel();
    await client.close();
  }
}

function redirected(from: URL, headers: Headers): URL {
  const location = first(headers.location) ?? "";
  const next = URL.canParse(location, from.href) ? new URL(location, from) : null;
  if (next?.protocol !== "https:") throw downloadRefused("L'adresse redirige hors de HTTPS.");
  return next;
}

/** From Content-Disposition, else the end of the address. Only what a file name is made of: it may be shown. */
function nameOf(headers: Headers, url: URL): string | null {
  const disposition = first(headers["content-disposition"]) ?? "";
  const given = /filename\*?=(?:UTF-8'')?"?([^";]+)"?/i.exec(disposition)?.[1] ?? url.pathname.split("/").at(-1) ?? "";
  const name = given.replace(/[^\w.-]/g, "").slice(0, 120);
  return name === "" ? null : name;
}

function first(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.[0];
}
