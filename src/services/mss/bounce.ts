import { SegurError } from "../../domain/errors.js";
import { resolveSetting } from "../cabinet/settings.js";
import type { OpenCabinet } from "../cabinet.port.js";

/** Why Mon espace santé sent a message back (mss.md §1.6). */
export interface BounceCause {
  /** `mes.closed`, `mes.unknown`, `mes.invalid`, `mes.too_big`; `mes.other` when no pattern tells. */
  readonly code: string;
  readonly cause: string;
}

const CAUSES: Readonly<Record<string, string>> = {
  "mes.closed": "Le patient a fermé sa messagerie Mon espace santé, ou ne l'a pas ouverte.",
  "mes.unknown": "Mon espace santé ne connaît pas ce patient.",
  "mes.invalid": "Mon espace santé dit que l'adresse est invalide : le matricule INS est à vérifier.",
  "mes.too_big": "Le message est trop gros pour Mon espace santé.",
};
const OTHER = "Mon espace santé a renvoyé le message, sans cause reconnue (réglage mss.bouncePatterns).";

/** The words of the real reports are not published: the setting `mss.bouncePatterns` replaces any of these. */
const PATTERNS: Readonly<Record<string, string>> = {
  "mes.closed": "(messagerie|bo[iî]te|compte|espace)[^.]{0,60}(ferm[ée]|d[ée]sactiv[ée]|cl[oô]tur)",
  "mes.unknown":
    "(patient|usager|destinataire|utilisateur)[^.]{0,60}(non trouv|pas [ée]t[ée] trouv|inconnu|introuvable)|user unknown",
  "mes.invalid": "adresse[^.]{0,60}(invalide|incorrecte|erron[ée]e)|bad (destination|address)",
  "mes.too_big": "trop (volumineux|gros)|taille[^.]{0,60}(maximale|d[ée]pass)|size[^.]{0,40}(exceed|limit)|5\\.3\\.4|5\\.2\\.3",
};

/** @throws {SegurError} `mss.pattern_wrong` when a pattern of the settings is no regular expression */
export async function bounceReader({
  settings,
  info,
}: Pick<OpenCabinet, "settings" | "info">): Promise<(text: string) => BounceCause> {
  const from = { settings, env: {}, toPath: (path: string) => path, environment: info.environment };
  const { value } = await resolveSetting("mss.bouncePatterns", from);
  const patterns = Object.entries({ ...PATTERNS, ...Object(value) }).map(
    ([code, text]) => [code, compiled(code, String(text))] as const,
  );
  return (text) => {
    const code = patterns.find(([, pattern]) => pattern.test(text))?.[0];
    return code === undefined ? { code: "mes.other", cause: OTHER } : { code, cause: CAUSES[code] ?? OTHER };
  };
}

function compiled(code: string, text: string): RegExp {
  try {
    return new RegExp(text, "iu");
  } catch (cause) {
    throw new SegurError({
      kind: "config",
      code: "mss.pattern_wrong",
      message: `Le réglage mss.bouncePatterns ne peut pas être suivi : ${code} n'est pas une expression régulière.`,
      advice: "segur config unset mss.bouncePatterns",
      details: { key: "mss.bouncePatterns", code },
      cause,
    });
  }
}
