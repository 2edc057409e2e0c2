import type { SegurError } from "../errors.js";
import { isIsoDate } from "./birth-date.js";
import { checkBirthPlace, UNKNOWN_BIRTH_PLACE } from "./birth-place.js";
import { notQualified } from "./errors.js";
import { isInsOid, isMatriculeNumber, matriculeKey } from "./matricule.js";
import { normaliseBirthName, normaliseGivenNames } from "./names.js";
import { accepted, type Check, refused } from "./result.js";
import type { Identity, IsoDate } from "./types.js";

/** Content of an INS datamatrix (ANS « Format datamatrix INS » v2.2.20230926, insi.md §7). */
export interface InsDatamatrix {
  /** 15 characters. */
  readonly matricule: string;
  readonly oid: string;
  readonly birthGivenNames: readonly string[];
  readonly birthName: string;
  readonly sex: "M" | "F";
  readonly birthDate: IsoDate;
  /** COG, or null: the block is optional. */
  readonly birthPlace: string | null;
}

/** What a datamatrix read from another domain holds. A wrong key is a warning: INSi has to be called anyway (EXI REC 02). */
export interface DecodedDatamatrix extends InsDatamatrix {
  /** French, without patient data. */
  readonly warnings: readonly string[];
}

const HEADER = `IS01${"0".repeat(22)}`;
const GS = "\x1D";
const BLOCKS: Readonly<Record<string, { readonly size: number; readonly fixed: boolean }>> = {
  S1: { size: 15, fixed: true },
  S2: { size: 20, fixed: false },
  S3: { size: 100, fixed: false },
  S4: { size: 100, fixed: false },
  S5: { size: 1, fixed: true },
  S6: { size: 10, fixed: true },
  S7: { size: 5, fixed: true },
};

/**
 * The text of the datamatrix of a qualified identity: header, then the blocks S1 to S7 in order. Given names are joined by a
 * space, the date is written `JJ-MM-AAAA`; an unknown birth place gives no S7.
 * @throws RangeError when a value does not fit its block (identities that passed the checks always fit)
 */
export function encodeInsDatamatrix(input: InsDatamatrix): string {
  const [year, month, day] = input.birthDate.split("-");
  const blocks: [string, string][] = [
    ["S1", input.matricule],
    ["S2", input.oid],
    ["S3", input.birthGivenNames.join(" ")],
    ["S4", input.birthName],
    ["S5", input.sex],
    ["S6", `${day}-${month}-${year}`],
  ];
  if (input.birthPlace !== null && input.birthPlace !== UNKNOWN_BIRTH_PLACE) blocks.push(["S7", input.birthPlace]);
  let text = HEADER;
  for (const [index, [id, value]] of blocks.entries()) {
    const block = BLOCKS[id];
    if (block === undefined || value === "" || value.length > block.size || (block.fixed && value.length < block.size)) {
      throw new RangeError(`block ${id} does not fit`);
    }
    const last = index === blocks.length - 1;
    text += id + value + (!block.fixed && value.length < block.size && !last ? GS : "");
  }
  return text;
}

/** The datamatrix of an identity, for a qualified one only (rules 28 and 32, INS/va1.53, INS/va1.03). */
export function datamatrixOf(
  identity: Identity,
): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly refusal: SegurError } {
  const { ins, traits } = identity;
  if (identity.status !== "qualifiee" || ins === null || traits.sex === "I") return { ok: false, refusal: notQualified() };
  return { ok: true, text: encodeInsDatamatrix({ ...traits, ...ins, sex: traits.sex }) };
}

/**
 * Reads a datamatrix text as a scanner gives it: blocks in any order, separator as byte 0x1D or as `<GS>`. Read block after
 * block, never by looking an id up: a block id may well occur inside a value. Separators stripped by the
 * scanner make the end of a name unknown: refused. Codes: `datamatrix.header`, `datamatrix.block`, `datamatrix.missing`,
 * `datamatrix.value`.
 */
export function decodeInsDatamatrix(text: string): Check<DecodedDatamatrix> {
  const payload = text.replaceAll("<GS>", GS).replace(/[\r\n]+$/, "");
  if (!/^IS01[A-Z0-9]{22}/.test(payload))
    return refused("datamatrix.header", "Ce texte n'est pas un datamatrix INS (version 01).", 1);
  const blocks = readBlocks(payload);
  return blocks.ok ? readValues(blocks.value) : blocks;
}

function readBlocks(payload: string): Check<Map<string, string>> {
  const values = new Map<string, string>();
  let at = HEADER.length;
  while (at < payload.length) {
    const id = payload.slice(at, at + 2);
    const block = BLOCKS[id];
    if (block === undefined || values.has(id)) {
      return refused("datamatrix.block", "Bloc inconnu ou répété : la douchette retire peut-être les séparateurs GS.", at + 1);
    }
    const start = at + 2;
    const separator = payload.indexOf(GS, start);
    const limit = Math.min(start + block.size, payload.length);
    const end = block.fixed || separator === -1 || separator > limit ? limit : separator;
    values.set(id, payload.slice(start, end));
    at = payload[end] === GS && !block.fixed ? end + 1 : end;
  }
  return accepted(values);
}

function readValues(values: ReadonlyMap<string, string>): Check<DecodedDatamatrix> {
  for (const id of ["S1", "S2", "S3", "S4", "S5", "S6"]) {
    if (!values.get(id)) return refused("datamatrix.missing", `Le bloc ${id} manque : le datamatrix est incomplet.`);
  }
  const read = (id: string): string => values.get(id) ?? "";
  const matricule = read("S1");
  if (!/^.{13}\d\d$/.test(matricule) || !isMatriculeNumber(matricule.slice(0, 13))) return wrong("matricule");
  const oid = read("S2");
  if (!isInsOid(oid)) return wrong("OID");
  const birthGivenNames = normaliseGivenNames(read("S3"));
  if (!birthGivenNames.ok) return wrong("liste des prénoms");
  const birthName = normaliseBirthName(read("S4"));
  if (!birthName.ok) return wrong("nom de naissance");
  const sex = read("S5");
  if (sex !== "M" && sex !== "F") return wrong("sexe");
  const [day, month, year] = read("S6").split("-");
  const birthDate = `${year}-${month}-${day}`;
  if (!isIsoDate(birthDate)) return wrong("date de naissance");
  const place = values.has("S7") ? checkBirthPlace(read("S7")) : null;
  if (place?.ok === false) return wrong("lieu de naissance");
  const birthPlace = place?.value ?? null;

  const keyIsRight = matriculeKey(matricule.slice(0, 13)) === matricule.slice(13);
  const warnings = keyIsRight ? [] : ["La clé du matricule lu est fausse."];
  return accepted({
    matricule,
    oid,
    birthGivenNames: birthGivenNames.value,
    birthName: birthName.value,
    sex,
    birthDate,
    birthPlace,
    warnings,
  });
}

function wrong(what: string): Check<never> {
  return refused("datamatrix.value", `Le datamatrix contient une valeur illisible : ${what}.`);
}
