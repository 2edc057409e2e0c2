import { Agent, request } from "node:https";

/** An answer read whole; `json` is null for anything that is not a JSON object. */
export interface WireAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>> | null;
  readonly text: string;
  readonly contentType: string;
}

export interface WireRequest {
  readonly method?: "GET" | "POST";
  readonly form?: Readonly<Record<string, string>>;
  readonly bearer?: string;
  readonly signal?: AbortSignal;
}

/** What the proxy e-Santé presents to Pro Santé Connect. */
export interface WireIdentity {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const TIMEOUT_MS = 5_000;

/** Mutual TLS towards the provider. Rejects when nothing answers. */
export class Wire {
  readonly #agent: Agent;

  constructor(identity: WireIdentity) {
    this.#agent = new Agent({ ...identity, keepAlive: true });
  }

  close(): void {
    this.#agent.destroy();
  }

  send(url: string, { method = "GET", form, bearer, signal }: WireRequest = {}): Promise<WireAnswer> {
    const body = form === undefined ? "" : new URLSearchParams(form).toString();
    const headers: Record<string, string | number> = { Accept: "application/json", "Content-Length": Buffer.byteLength(body) };
    if (form !== undefined) headers["Content-Type"] = "application/x-www-form-urlencoded";
    if (bearer !== undefined) headers.Authorization = `Bearer ${bearer}`;
    return new Promise((resolve, reject) => {
      const options = { agent: this.#agent, method, headers, timeout: TIMEOUT_MS, ...(signal === undefined ? {} : { signal }) };
      const sent = request(url, options, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(parts).toString("utf8");
          const contentType = response.headers["content-type"] ?? "";
          resolve({ status: response.statusCode ?? 0, json: asObject(text), text, contentType });
        });
      });
      sent.on("timeout", () => sent.destroy(new Error("timeout")));
      sent.on("error", reject);
      sent.end(body);
    });
  }
}

function asObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
