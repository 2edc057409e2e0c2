import { isStartOfList } from "./compare.js";
import { otherPart, readStatedNames } from "./married-name.js";
import { normaliseBirthName, normaliseGivenName, normaliseGivenNames } from "./names.js";
import { ageOf, type Finding, isBlank, type PreflightInput } from "./preflight-types.js";
import type { Check } from "./result.js";
import { nameKey } from "./search-tokens.js";
import { parseSex } from "./sex.js";
import type { IsoDate } from "./types.js";

/**
 * From this age on, a woman with one name only (no used name, or the same) is as likely as not recorded under her husband's:
 * the first cause of « 01 » by far (product.md §3.2, pain 4: 40 % of women against 1.4 % of men).
 */
const MARRIAGE_AGE = 25;

/** The birth name: its letters, and the name by marriage found in its place. */
export function checkBirthName(row: PreflightInput, today: IsoDate): Finding[] {
  const field = "birthName";
  const birthName = row.birthName ?? "";
  const stated = readStatedNames(birthName) ?? readStatedNames(row.usedName ?? "");
  if (stated !== null && nameKey(stated.birthName) !== nameKey(birthName)) {
    const message = "Le nom de naissance est écrit à côté du nom d'épouse : INSi ne connaît que le nom de naissance.";
    return [
      {
        field,
        code: "birth_name.stated",
        message,
        proposal: stated.birthName,
        certainty: "sure",
        level: normaliseBirthName(birthName).ok ? "risk" : "blocking",
      },
    ];
  }
  const findings = checkLetters(field, birthName, normaliseBirthName);
  const sex = parseSex(row.sex ?? "");
  if (!sex.ok || sex.value !== "F" || isBlank(birthName)) return findings;
  const usedName = isBlank(row.usedName) ? birthName : (row.usedName ?? "");
  const rest = isBlank(row.usedName) ? null : otherPart(birthName.trim(), usedName);
  if (rest !== null) {
    const message = "Double nom dont le nom utilisé est une partie : l'autre est sans doute le nom de naissance.";
    const name = normaliseBirthName(rest);
    findings.push({ field, code: "birth_name.double", message, ...proposal(name), certainty: "likely", level: "risk" });
  } else if (nameKey(usedName) === nameKey(birthName)) {
    if ((ageOf(row.birthDate, today) ?? 0) >= MARRIAGE_AGE) {
      const message = "Un seul nom pour une femme adulte : vérifiez que ce n'est pas le nom d'épouse, première cause d'échec.";
      findings.push({ field, code: "birth_name.maybe_married", message, certainty: "likely", level: "risk" });
    }
  } else if (otherPart(usedName.trim(), birthName) === null) {
    // Right as often as wrong, hence no proposal: the call tries the birth name first, then the other name once.
    const message = "Deux noms différents : s'ils sont inversés, INSi sera rappelé une fois avec l'autre nom.";
    findings.push({ field, code: "birth_name.maybe_swapped", message, certainty: "likely", level: "info" });
  }
  return findings;
}

/** The given names: their letters, and the first one against the list (rule 6, EXI ID 10). */
export function checkGivenNames(row: PreflightInput): Finding[] {
  const list = row.birthGivenNames ?? "";
  const first = row.firstBirthGivenName ?? "";
  if (isBlank(list) && isBlank(first)) {
    const message = "Le premier prénom de naissance est vide.";
    return [
      {
        field: "firstBirthGivenName",
        code: "first_given_name.empty",
        message,
        certainty: "sure",
        level: "blocking",
        rule: "INS/va1.21",
      },
    ];
  }
  const findings: Finding[] = [];
  if (!isBlank(first)) findings.push(...checkLetters("firstBirthGivenName", first, normaliseGivenName));
  const names = normaliseGivenNames(list);
  if (isBlank(list)) return findings;
  if (!names.ok) return [...findings, refusal("birthGivenNames", names.code, names.message)];
  const joined = names.value.join(names.value.some((name) => name.includes(" ")) ? ", " : " ");
  if (list.includes(",")) {
    const message = "Prénoms séparés par des virgules : la liste est lue ainsi.";
    findings.push({
      field: "birthGivenNames",
      code: "given_names.commas",
      message,
      certainty: "sure",
      level: "info",
      proposal: joined,
    });
  } else if (joined !== list.trim()) findings.push(normalised("birthGivenNames", joined));
  const head = normaliseGivenName(first);
  if (head.ok && !isStartOfList(head.value, names.value)) {
    const message = "Le premier prénom n'est pas le début de la liste des prénoms de naissance : INSi compare le premier.";
    const [start] = names.value;
    const held = names.value.some((name) => nameKey(name) === nameKey(head.value));
    const proposed = held && start !== undefined ? { proposal: start } : {};
    findings.push({
      field: "firstBirthGivenName",
      code: "first_given_name.not_first",
      message,
      ...proposed,
      certainty: "likely",
      level: "risk",
    });
  }
  return findings;
}

function checkLetters(
  field: "birthName" | "firstBirthGivenName",
  text: string,
  normalise: (text: string) => Check<string>,
): Finding[] {
  const name = normalise(text);
  if (name.ok) return name.value === text.trim() ? [] : [normalised(field, name.value)];
  const tidy = normalise(text.replace(/\s+/g, " ").replace(/ ?(['’]) ?/g, "$1"));
  return [{ ...refusal(field, name.code, name.message), ...proposal(tidy) }];
}

function refusal(field: Finding["field"], code: string, message: string): Finding {
  return { field, code, message, certainty: "sure", level: "blocking" };
}

function normalised(field: Finding["field"], value: string): Finding {
  const message = "Minuscules, accents ou signes typographiques : normalisés à l'import.";
  return { field, code: "name.normalised", message, proposal: value, certainty: "sure", level: "info" };
}

function proposal(name: Check<string>): { proposal?: string } {
  return name.ok ? { proposal: name.value } : {};
}
