import { VISIBLE, type Visibility } from "../../domain/document/entry.js";
import { SegurError } from "../../domain/errors.js";

/** Who a document may be hidden from, as it is typed. */
export const AUDIENCES = ["ps", "patient", "legal"] as const;
export type Audience = (typeof AUDIENCES)[number];

export const FLAGS: Readonly<Record<Audience, keyof Visibility>> = {
  ps: "hiddenFromProfessionals",
  patient: "hiddenFromPatient",
  legal: "hiddenFromLegalRepresentatives",
};

export const AUDIENCE_WORDS: Readonly<Record<Audience, string>> = {
  ps: "aux professionnels de santé",
  patient: "au patient",
  legal: "aux représentants légaux",
};

/** Reads `ps`, `patient`, `legal`, one or several, separated by commas or given one by one. @throws {SegurError} `usage` */
export function readAudiences(words: readonly string[], flag: string): readonly Audience[] {
  const found = new Set<Audience>();
  for (const word of words.flatMap((each) => each.split(",")).map((each) => each.trim().toLowerCase())) {
    const audience = AUDIENCES.find((each) => each === word);
    if (audience === undefined) {
      throw new SegurError({
        kind: "usage",
        code: "dmp.audience",
        message: `${flag} attend ps (professionnels de santé), patient ou legal (représentants légaux).`,
        advice: `Par exemple : ${flag} patient`,
      });
    }
    found.add(audience);
  }
  return [...found];
}

/** A document hidden from these, and from nobody else. */
export function hiddenFrom(audiences: readonly Audience[]): Visibility {
  return { ...VISIBLE, ...Object.fromEntries(audiences.map((audience) => [FLAGS[audience], true])) };
}

/** From whom it is hidden, as `--hide-from` takes them and machines get them, in the order of EX_3.1-1080. */
export function audiencesOf(visibility: Visibility): readonly Audience[] {
  return AUDIENCES.filter((audience) => visibility[FLAGS[audience]]);
}

/** From whom it is hidden, in French: « masqué au patient ». Null when it is visible to all. */
export function hiddenWords(visibility: Visibility): string | null {
  const from = audiencesOf(visibility).map((audience) => AUDIENCE_WORDS[audience]);
  return from.length === 0 ? null : `masqué ${from.join(" et ")}`;
}
