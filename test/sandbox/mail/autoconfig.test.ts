import { readFile } from "node:fs/promises";
import { get } from "node:https";
import { XMLParser } from "fast-xml-parser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sandboxMssConnection } from "../../../src/sandbox/connection.js";
import { openSandbox, type TestSandbox } from "../support.js";

let bench: TestSandbox;
beforeAll(async () => {
  bench = await openSandbox();
});
afterAll(() => bench.end());

const fetchText = (url: string, ca: Buffer) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    get(url, { ca, agent: false }, (response) => {
      let text = "";
      response.on("data", (part) => {
        text += String(part);
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    }).on("error", reject);
  });

describe("autoconfiguration", () => {
  it("says where the servers are, for each way to log in", async () => {
    const { autoconfigUrl, ca, smtp, imap } = await sandboxMssConnection(bench.directory);
    const { status, text } = await fetchText(autoconfigUrl, await readFile(ca));
    expect(status).toBe(200);
    const { incomingServer, outgoingServer } = new XMLParser({ ignoreAttributes: false }).parse(text).clientConfig.emailProvider;
    const ways = ["OAuth2", "client-certificate"];
    expect(incomingServer).toEqual(
      ways.map((authentication) => ({
        "@_type": "imap",
        hostname: imap.host,
        port: imap.port,
        socketType: "STARTTLS",
        username: "%EMAILADDRESS%",
        authentication,
      })),
    );
    expect(outgoingServer.map((one: { port: number }) => one.port)).toEqual([smtp.port, smtp.port]);
  });

  it("answers nothing elsewhere", async () => {
    const { autoconfigUrl, ca } = await sandboxMssConnection(bench.directory);
    expect((await fetchText(new URL("/mail/other.xml", autoconfigUrl).href, await readFile(ca))).status).toBe(404);
  });
});
