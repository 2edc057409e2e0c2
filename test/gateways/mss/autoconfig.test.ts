import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { type AutoconfigOptions, findServers, httpsGet } from "../../../src/gateways/mss/autoconfig.js";
import { isPublicAddress } from "../../../src/gateways/public-address.js";
import { mailPki } from "./support/pki.js";

const server = (kind: "incoming" | "outgoing", changes: Readonly<Record<string, string>> = {}) => {
  const fields = {
    hostname: kind === "incoming" ? "imap.medecin.mssante.fr" : "smtp.medecin.mssante.fr",
    port: kind === "incoming" ? "143" : "587",
    socketType: "STARTTLS",
    username: "%EMAILADDRESS%",
    authentication: "OAuth2",
    ...changes,
  };
  const inner = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  return `<${kind}Server type="${kind === "incoming" ? "imap" : "smtp"}">${inner.join("")}</${kind}Server>`;
};
const document = (...servers: string[]) =>
  `<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="mssante.fr"><domain>x</domain>${servers.join("")}</emailProvider></clientConfig>`;
const GOOD = document(server("incoming"), server("outgoing"));

interface Trial extends Partial<Omit<AutoconfigOptions, "get">> {
  readonly body?: string;
  readonly status?: number;
}

function trial({ body = GOOD, status = 200, ...changes }: Trial = {}) {
  const asked: string[] = [];
  let kept: unknown = null;
  const options: AutoconfigOptions = {
    address: "marie.martin@medecin.mssante.fr",
    kind: "PER",
    domains: [],
    ca: mailPki().ca,
    cache: {
      read: async () => JSON.parse(JSON.stringify(kept)),
      write: async (value) => {
        kept = value;
      },
    },
    now: () => new Date("2026-11-25T10:00:00Z"),
    resolve: async () => ["185.24.100.7"],
    get: async (url, addresses) => {
      asked.push(`${url.href} ${addresses.join(",")}`);
      return { status, contentType: "text/xml", headers: {}, body: Buffer.from(body) };
    },
    ...changes,
  };
  return { options, asked, find: (more: Partial<AutoconfigOptions> = {}) => findServers({ ...options, ...more }) };
}

describe("autoconfiguration", () => {
  it("asks the mailbox's own domain, and pins the addresses that were judged", async () => {
    const { asked, find } = trial();
    expect(await find()).toEqual({
      smtp: { host: "smtp.medecin.mssante.fr", port: 587, security: "starttls", addresses: ["185.24.100.7"] },
      imap: { host: "imap.medecin.mssante.fr", port: 143, security: "starttls", addresses: ["185.24.100.7"] },
    });
    expect(asked).toEqual(["https://autoconfig.medecin.mssante.fr/mail/config-v1.1.xml 185.24.100.7"]);
  });

  it("chooses among several servers by the kind of the mailbox, STARTTLS first", async () => {
    const app = { hostname: "app.mssante.fr", authentication: "TLS-client-cert" };
    const body = document(
      server("incoming", { hostname: "late.mssante.fr", socketType: "SSL", port: "993" }),
      server("incoming", app),
      server("incoming"),
      server("outgoing", app),
      server("outgoing"),
    );
    expect((await trial({ body }).find()).imap.host).toBe("imap.medecin.mssante.fr");
    expect((await trial({ body, kind: "APP" }).find()).imap.host).toBe("app.mssante.fr");
    expect((await trial({ body, kind: "APP" }).find()).smtp.host).toBe("app.mssante.fr");
  });

  it.each([
    ["another domain", { hostname: "smtp.evil.example" }, "foreign_host"],
    ["a name that only ends alike", { hostname: "evilmssante.fr" }, "foreign_host"],
    ["a name that begins alike", { hostname: "mssante.fr.evil.example" }, "foreign_host"],
    ["an IP literal", { hostname: "185.24.100.7" }, "ip_literal"],
    ["an IP literal of IPv6", { hostname: "[::1]" }, "ip_literal"],
    ["a number that is an address", { hostname: "0x7f000001" }, "foreign_host"],
    ["a plain socket", { socketType: "plain" }, "plain_socket"],
    ["no socket type", { socketType: "" }, "plain_socket"],
    ["an impossible port", { port: "99999" }, "port"],
    ["another user", { username: "%EMAILLOCALPART%" }, "username"],
  ])("refuses %s, wherever it stands", async (_, changes, reason) => {
    for (const body of [
      document(server("incoming"), server("outgoing", changes)),
      document(server("incoming", changes), server("incoming"), server("outgoing")),
    ]) {
      await expect(trial({ body }).find()).rejects.toMatchObject({
        code: `mss.autoconfig.${reason}`,
        retry: "stop",
        rule: "MSS/CONF.04",
      });
    }
  });

  it.each([
    ["a page", "<html><body>login</body></html>", 200, "shape"],
    ["a document cut short", GOOD.slice(0, -30), 200, "not_xml"],
    ["a DOCTYPE", `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${GOOD.slice(21)}`, 200, "not_xml"],
    ["no server", document(server("incoming")), 200, "no_server"],
    ["a redirection", "", 302, "redirect"],
    ["nothing", "", 404, "absent"],
    ["an error", "", 503, "status"],
  ])("refuses %s", async (_, body, status, reason) => {
    await expect(trial({ body, status }).find()).rejects.toMatchObject({ code: `mss.autoconfig.${reason}` });
  });

  it("asks nothing for a domain that is not MSSanté's, unless the cabinet admits it", async () => {
    for (const domain of ["gmail.com", "evilmssante.fr", "mssante.fr.evil.example", "[127.0.0.1]", "localhost", "mssante.fr/x"]) {
      const { asked, find } = trial({ address: `a@${domain}` });
      await expect(find(), domain).rejects.toMatchObject({ code: "mss.autoconfig.domain" });
      expect(asked).toEqual([]);
    }
    const apicrypt = { address: "a@medecin.apicrypt.org", domains: ["apicrypt.org"] };
    await expect(trial(apicrypt).find()).rejects.toMatchObject({ code: "mss.autoconfig.foreign_host" });
    const body = document(
      server("incoming", { hostname: "imap.apicrypt.org" }),
      server("outgoing", { hostname: "smtp.apicrypt.org" }),
    );
    expect((await trial({ ...apicrypt, body }).find()).smtp.host).toBe("smtp.apicrypt.org");
  });

  it("refuses a private address: of autoconfig, of a server, one among public ones, or one that it turns to later", async () => {
    for (const address of [
      "127.0.0.1",
      "10.1.2.3",
      "100.64.0.1",
      "169.254.169.254",
      "192.168.1.1",
      "::1",
      "fd00::1",
      "::ffff:127.0.0.1",
    ]) {
      const { asked, find } = trial({ resolve: async () => ["185.24.100.7", address] });
      await expect(find(), address).rejects.toMatchObject({ code: "mss.autoconfig.private_address" });
      expect(asked).toEqual([]);
      const smtp = trial({ resolve: async (host) => [host.startsWith("smtp.") ? address : "185.24.100.7"] });
      await expect(smtp.find(), address).rejects.toMatchObject({ code: "mss.autoconfig.private_address" });
    }
    const { asked, find } = trial();
    await find();
    await expect(find({ resolve: async () => ["10.0.0.1"] })).rejects.toMatchObject({ code: "mss.autoconfig.private_address" });
    expect(asked).toHaveLength(1);
  });

  it("remembers an answer for a day and a failure for a quarter of an hour", async () => {
    const at = (time: string) => ({ now: () => new Date(time) });
    const good = trial();
    await good.find();
    await good.find(at("2026-11-26T09:59:00Z"));
    expect(good.asked).toHaveLength(1);
    await good.find(at("2026-11-26T10:00:00Z"));
    expect(good.asked).toHaveLength(2);
    await good.find({ kind: "APP" });
    expect(good.asked).toHaveLength(3);
    const bad = trial({ status: 404 });
    await expect(bad.find()).rejects.toMatchObject({ code: "mss.autoconfig.absent" });
    await expect(bad.find(at("2026-11-25T10:14:59Z"))).rejects.toMatchObject({ code: "mss.autoconfig.absent", retry: "stop" });
    expect(bad.asked).toHaveLength(1);
    await expect(bad.find(at("2026-11-25T10:15:00Z"))).rejects.toMatchObject({ code: "mss.autoconfig.absent" });
    expect(bad.asked).toHaveLength(2);
  });

  it("believes nothing of a cache that was changed", async () => {
    const entry = { key: "PER medecin.mssante.fr", at: "2026-11-25T09:00:00Z" };
    const evil = { host: "smtp.evil.example", port: 25, security: "starttls" };
    for (const kept of [
      null,
      3,
      "x",
      { ...entry, servers: { smtp: evil, imap: evil } },
      { ...entry, servers: {} },
      { ...entry, at: "never" },
    ]) {
      const { asked, find } = trial({ cache: { read: async () => kept, write: () => Promise.reject(new Error("read only")) } });
      expect((await find()).smtp.host).toBe("smtp.medecin.mssante.fr");
      expect(asked).toHaveLength(1);
    }
  });

  it("tells a name that does not resolve", async () => {
    const resolve = () => Promise.reject(Object.assign(new Error("x"), { code: "ENOTFOUND" }));
    await expect(trial({ resolve }).find()).rejects.toMatchObject({ serviceCode: "network.dns", retry: "later" });
  });
});

describe("the request", () => {
  const listen = async (body: string, status = 200) => {
    const { server: credential } = mailPki();
    const https = createServer({ key: credential.key, cert: credential.chain }, (_request, response) => {
      response.writeHead(status, { location: "https://elsewhere.example/" }).end(body);
    });
    https.listen(0, "127.0.0.1");
    await once(https, "listening");
    onTestFinished(() => {
      https.closeAllConnections();
      https.close();
    });
    return (https.address() as AddressInfo).port;
  };

  it("goes to the given address, checks the name, follows nothing and reads no more than it should", async () => {
    const get = (host: string, port: number) =>
      httpsGet(new URL(`https://${host}:${port}/mail/config-v1.1.xml`), ["127.0.0.1"], mailPki().ca);
    const port = await listen(GOOD);
    // The name resolves to nothing of ours: only the given address leads there.
    expect((await get("smtp.mssante.fr", port)).body.toString()).toBe(GOOD);
    await expect(get("autre.mssante.fr", port)).rejects.toMatchObject({ serviceCode: "network.tls_hostname" });
    expect((await get("smtp.mssante.fr", await listen("", 302))).status).toBe(302);
    await expect(get("smtp.mssante.fr", await listen("x".repeat(70_000)))).rejects.toMatchObject({
      serviceCode: "network.too_large",
    });
  });

  it("believes nothing of a hostile answer, as it really comes", async () => {
    const entities = Array.from({ length: 9 }, (_, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(10)}">`).join("");
    const bomb = `<!DOCTYPE x [<!ENTITY e0 "mssante">${entities}]><clientConfig version="1.1">&e9;</clientConfig>`;
    const external = `<!DOCTYPE x SYSTEM "https://elsewhere.example/x.dtd">${GOOD.slice(21)}`;
    const deep = `${"<a>".repeat(15_000)}`;
    for (const [body, status, code] of [
      [bomb, 200, "mss.autoconfig.not_xml"],
      [external, 200, "mss.autoconfig.not_xml"],
      [deep, 200, "mss.autoconfig.not_xml"],
      [GOOD.replace("</clientConfig>", `<!--${"x".repeat(70_000)}--></clientConfig>`), 200, "mss.network.too_large"],
      ["\u0000\u0001PK", 200, "mss.autoconfig.not_xml"],
      [document(server("incoming"), server("outgoing", { socketType: "plain" })), 200, "mss.autoconfig.plain_socket"],
      [
        document(server("incoming"), server("outgoing", { hostname: "mssante.fr.evil.example" })),
        200,
        "mss.autoconfig.foreign_host",
      ],
      [document(server("incoming"), server("outgoing", { hostname: "[::ffff:7f00:1]" })), 200, "mss.autoconfig.ip_literal"],
      ["", 301, "mss.autoconfig.redirect"],
      ["", 307, "mss.autoconfig.redirect"],
    ] as const) {
      const port = await listen(body, status);
      const get: AutoconfigOptions["get"] = ({ pathname }, _addresses, signal) =>
        httpsGet(new URL(`https://smtp.mssante.fr:${port}${pathname}`), ["127.0.0.1"], mailPki().ca, signal);
      const error: unknown = await trial()
        .find({ get })
        .catch((thrown: unknown) => thrown);
      expect(error, code).toMatchObject({ code, advice: expect.stringContaining("segur ") });
    }
  });
});

describe("a public address", () => {
  it.each(["8.8.8.8", "185.24.100.7", "2a01:e0a::1", "2606:4700::1111"])("%s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
  it.each([
    "",
    "localhost",
    "0.0.0.0",
    "172.31.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "fe80::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "::ffff:8.8.8.8",
  ])("is not %s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
