import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { mailPki } from "../gateways/mss/support/pki.js";
import { runSegur, temporaryHome } from "../support/cli.js";

/** Names as the resolver of the machine would give them: no test asks the real one. */
const HOSTS = {
  "autoconfig.dix.mssante.fr": ["10.1.2.3"],
  "autoconfig.boucle.mssante.fr": ["127.0.0.1"],
  "autoconfig.boucle6.mssante.fr": ["::1"],
  "autoconfig.lien.mssante.fr": ["fe80::1"],
  "autoconfig.nuage.mssante.fr": ["169.254.169.254"],
  "autoconfig.mappee.mssante.fr": ["::ffff:127.0.0.1"],
  // One private address among public ones: how a name is made to change after it was judged.
  "autoconfig.double.mssante.fr": ["185.24.100.7", "192.168.1.1"],
} as const;

const HOOK = `
import dns from "node:dns/promises";
import { syncBuiltinESMExports } from "node:module";
const hosts = ${JSON.stringify(HOSTS)};
dns.lookup = async (name) => {
  if (hosts[name] === undefined) throw Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
  return hosts[name].map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
};
syncBuiltinESMExports();
`;

// An applicative mailbox: what is handed to the servers is its certificate, and nobody has to log in at Pro Santé Connect to try.
it("hands nothing to a server that autoconfiguration should not name, and says what to do", { timeout: 90_000 }, async () => {
  const home = temporaryHome();
  const at = (name: string) => join(home, name);
  const [hook, phrase, ca, crl] = [at("hosts.mjs"), at("phrase.txt"), at("ca.pem"), at("crl.pem")];
  const [certificate, privateKey] = [at("app.pem"), at("app.key")];
  writeFileSync(hook, HOOK);
  writeFileSync(phrase, "quatre mots pour entrer", { mode: 0o600 });
  writeFileSync(ca, mailPki().ca);
  writeFileSync(crl, mailPki().crl);
  writeFileSync(certificate, mailPki().client.certificate);
  writeFileSync(privateKey, mailPki().client.key, { mode: 0o600 });
  const env = { NODE_OPTIONS: `--import ${pathToFileURL(hook).href}` };
  const segur = (args: readonly string[], input = "") => runSegur(args, { home, env, input });
  const init = ["cabinet", "init", "vrai", "--environment", "bas", "--user", "Dr Anne Leroy", "--user-rpps", "10001234567"];
  const made = await segur([...init, "--password-file", phrase, "--use"]);
  expect(made.code, made.stderr).toBe(0);
  const login = await segur(["login", "--password", "--user", "U1", "--password-file", phrase]);
  expect(login.code, login.stderr).toBe(0);
  for (const [key, value] of [
    ["mss.ca", ca],
    ["mss.crl", crl],
    ["mss.nil", "TEST000000"],
    ["mss.kind", "APP"],
    ["mss.certificate", certificate],
    ["mss.key", privateKey],
    ["mss.contact", "secretariat@cabinet.mssante.fr"],
  ] as const)
    expect((await segur(["config", "set", key, value])).code, key).toBe(0);
  for (const [domain, code] of [
    ["piege.example", "mss.autoconfig.domain"],
    ["mssante.fr.piege.example", "mss.autoconfig.domain"],
    ...Object.keys(HOSTS).map((host) => [host.slice("autoconfig.".length), "mss.autoconfig.private_address"]),
    ["inconnu.mssante.fr", "mss.queued"],
  ] as const) {
    expect((await segur(["config", "set", "mss.address", `a.leroy@${domain}`])).code, domain).toBe(0);
    const send = ["mss", "send", "--to", "b@medecin.mssante.fr", "--subject", "Essai", "--body", "-", "--yes", "--json"];
    const { code: exit, stderr } = await segur(send, "Bonjour");
    const error = JSON.parse(stderr.trim().split("\n").at(-1) ?? "");
    expect({ domain, exit, ...error }).toMatchObject({ code, exit: code === "mss.queued" ? 5 : 2 });
    if (code !== "mss.queued") expect(error).toMatchObject({ rule: "MSS/CONF.04", advice: expect.stringContaining("segur ") });
    expect(stderr).not.toContain("a.leroy");
  }
});
