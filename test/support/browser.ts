import { readFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";

/** What a page answered. `location` is absolute; the last one may be out of the browser's reach (the loopback of the software). */
export interface PageAnswer {
  readonly status: number;
  readonly url: string;
  readonly location: string | null;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * A browser without a screen, for the page of the sandbox's Pro Santé Connect: it keeps cookies, trusts the sandbox's
 * authorities, follows redirections, sends forms.
 */
export class Browser {
  readonly #ca: string;
  readonly #cookies = new Map<string, string>();

  private constructor(ca: string) {
    this.#ca = ca;
  }

  /** @param caPath authorities of the sandbox (`sandbox.pki.ca`) */
  static async open(caPath: string): Promise<Browser> {
    return new Browser(await readFile(caPath, "utf8"));
  }

  /** Opens an address and follows redirections until a page, or until one leaves https. */
  async go(url: string, form?: Readonly<Record<string, string>>): Promise<PageAnswer> {
    let answer = await this.#fetch(url, form);
    for (let hops = 0; answer.location?.startsWith("https:") === true && hops < 10; hops += 1) {
      answer = await this.#fetch(answer.location);
    }
    return answer;
  }

  /**
   * The whole identification of one person.
   * @returns the callback address that a real browser would open, not opened here
   */
  async identify(authorizationUrl: string, nationalId: string, decision: "approve" | "refuse" = "approve"): Promise<string> {
    const page = await this.go(authorizationUrl);
    // A browser that PSC still knows is sent back at once.
    const end = page.location === null ? await this.go(page.url, { professional: nationalId, decision }) : page;
    if (end.location === null) throw new Error(`no way back: HTTP ${end.status} ${end.text}`);
    return end.location;
  }

  #fetch(url: string, form?: Readonly<Record<string, string>>): Promise<PageAnswer> {
    const target = new URL(url);
    const body = form === undefined ? "" : new URLSearchParams(form).toString();
    const headers = {
      Accept: "text/html",
      Cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      ...(form === undefined
        ? {}
        : { "Content-Type": "application/x-www-form-urlencoded", "Content-Length": Buffer.byteLength(body) }),
    };
    const method = form === undefined ? "GET" : "POST";
    const send = target.protocol === "https:" ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const sent = send(target, { method, headers, agent: false, ca: this.#ca }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => {
          this.#keep(response.headers["set-cookie"] ?? []);
          const to = response.headers.location;
          resolve({
            status: response.statusCode ?? 0,
            url,
            location: to === undefined ? null : new URL(to, url).href,
            text: Buffer.concat(parts).toString("utf8"),
            headers: response.headers,
          });
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  #keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}
