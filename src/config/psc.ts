import { type CertificateFiles, type SettingReader, type SettingsSource, settingReader } from "./setting-reader.js";

/** What the settings of a cabinet say of Pro Santé Connect, files read. */
export type PscSettings =
  | {
      readonly transport: "direct";
      readonly clientId: string;
      readonly auth:
        | { readonly method: "secret"; readonly secret: string }
        | { readonly method: "certificate"; readonly certificate: CertificateFiles };
      readonly ca: string | undefined;
      readonly requireIss: boolean;
    }
  | {
      readonly transport: "proxy";
      readonly url: string;
      readonly clientId: string;
      readonly certificate: CertificateFiles | undefined;
      readonly userInfoBackend: string | undefined;
      readonly ca: string | undefined;
    };

/** `direct` or `proxy`: the software itself, or the proxy e-Santé of a trust space, which production demands (psc.md §0.1). */
export async function readPscTransport(source: SettingsSource): Promise<"direct" | "proxy"> {
  return (await reader(source).value("transport")) === "proxy" ? "proxy" : "direct";
}

/** Reads the `psc.*` settings of a cabinet that talks to a real service; a `config` error names the command to run. */
export async function readPscSettings(source: SettingsSource): Promise<PscSettings> {
  const psc = reader(source);
  const transport = await readPscTransport(source);
  const clientId = await psc.required("clientId");
  const ca = (await psc.file("ca"))?.toString("utf8");
  const certificate = await psc.certificate();
  if (transport === "proxy") {
    const url = await psc.required("proxyUrl");
    return { transport, url, clientId, certificate, userInfoBackend: await psc.text("userInfoBackend"), ca };
  }
  return { transport, clientId, auth: await authOf(psc, certificate), ca, requireIss: (await psc.value("iss")) !== false };
}

async function authOf(psc: SettingReader, certificate: CertificateFiles | undefined) {
  if (certificate !== undefined) return { method: "certificate", certificate } as const;
  const secret = await psc.secret("secretFile");
  if (secret === undefined)
    throw psc.missing("certificate", "Le logiciel se fait connaître par son certificat, ou par psc.secretFile.");
  return { method: "secret", secret } as const;
}

function reader(source: SettingsSource): SettingReader {
  return settingReader(source, "psc", "se connecter par Pro Santé Connect");
}
