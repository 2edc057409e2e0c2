import type { DivergentTrait } from "../../domain/dmp/divergence.js";
import type { DmpAuthorization, DmpStatus } from "../../domain/dmp/status.js";
import type { Availability } from "../../domain/document/entry.js";
import type { Audience } from "../../services/dmp/hide-from.js";
import type { DmpLine } from "../../services/dmp/lines.js";
import { frenchDate } from "../../terminal/french.js";
import type { Tone } from "../../terminal/io.port.js";

const AUTHORIZATIONS: Readonly<Record<DmpAuthorization, { readonly text: string; readonly tone: Tone }>> = {
  valid: { text: "créé, vous y êtes autorisé", tone: "good" },
  expired: { text: "créé, votre autorisation est échue", tone: "warn" },
  forbidden: { text: "créé, le patient vous en interdit l'accès", tone: "bad" },
  none: { text: "créé, vous n'y êtes pas autorisé", tone: "warn" },
  unknown: { text: "créé, autorisation à vérifier", tone: "warn" },
};

/** The four icons of DMP/UX.12, in words. */
export function statusWords(status: DmpStatus): { readonly text: string; readonly tone: Tone } {
  if (status.state === "absent") return { text: "pas de DMP", tone: "muted" };
  if (status.state === "open") return AUTHORIZATIONS[status.authorization];
  return { text: `fermé${status.closedOn === null ? "" : ` le ${frenchDate(status.closedOn)}`}`, tone: "bad" };
}

export const TRAIT_WORDS: Readonly<Record<DivergentTrait, string>> = {
  birthName: "nom de naissance",
  givenName: "prénom",
  sex: "sexe",
  birthDate: "date de naissance",
};

/** EX_3.1-1080. */
const HIDDEN_WORDS: Readonly<Record<Audience, string>> = {
  ps: "professionnels",
  patient: "patient",
  legal: "représentants légaux",
};

export function hiddenWords(hidden: readonly Audience[]): string {
  return hidden.map((each) => HIDDEN_WORDS[each]).join(", ");
}

export const AVAILABILITY_WORDS: Readonly<Record<Availability, string>> = {
  approved: "",
  deprecated: "ancienne version",
  archived: "archivé",
  deleted: "supprimé",
};

/** Its state in the DMP, and how that is known when the DMP did not say it. */
export function stateWords({ known, entry }: DmpLine): string {
  if (known === "deposited") return "déposé, pas encore relu";
  if (known === "hidden_by_you") return "masqué par vous";
  return AVAILABILITY_WORDS[entry.availability];
}

/** Where it stands towards the file. */
export function localWords({ local }: DmpLine): string {
  if (local === null) return "";
  return local.state === "filed" ? `dans le dossier (${local.document})` : `nouvelle version de ${local.document}`;
}
