import type { Attributes, IdentityStatus, IsoDate, IsoInstant } from "../../domain/identity/types.js";
import type { Tone } from "../../terminal/io.port.js";

/** Statuses as people read them. */
export const STATUS_WORDS: Readonly<Record<IdentityStatus, { readonly text: string; readonly tone: Tone }>> = {
  provisoire: { text: "provisoire", tone: "warn" },
  recuperee: { text: "récupérée", tone: "warn" },
  validee: { text: "validée", tone: "warn" },
  qualifiee: { text: "qualifiée", tone: "good" },
};

/** Last INSi results as people read them. */
export const OUTCOME_WORDS: Readonly<Record<string, string>> = {
  "00": "trouvé (00)",
  "01": "non trouvé (01)",
  "02": "plusieurs identités (02)",
  KO: "vérification KO",
  error: "appel en échec",
  never: "jamais appelé",
};

export const CONFIDENCE_WORDS = { high: "élevée", low: "faible" } as const;

export function attributeWords(attributes: Attributes): string {
  const held = (["homonyme", "douteuse", "fictive"] as const).filter((name) => attributes[name]);
  return held.length === 0 ? "aucun" : held.join(", ");
}

/** `2026-11-23` → `23/11/2026`. */
export function frenchDate(date: IsoDate): string {
  const [year, month, day] = date.split("-");
  return `${day}/${month}/${year}`;
}

/** An instant in the time of the machine: `23/11/2026 10:12`. */
export function frenchInstant(instant: IsoInstant): string {
  const at = new Date(instant);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(at.getDate())}/${two(at.getMonth() + 1)}/${at.getFullYear()} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
