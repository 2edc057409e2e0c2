/** One person of a card, as its fields were written; nothing is checked yet. */
export interface RawBeneficiary {
  readonly openerNumber: string | undefined;
  readonly openerKey: string | undefined;
  readonly individualNumber: string | undefined;
  readonly certifiedOn: string | undefined;
  readonly birthName: string | undefined;
  readonly givenName: string | undefined;
  readonly birthDate: string | undefined;
  /** `AAMMJJ`, when the card does not know the century. */
  readonly shortBirthDate: string | undefined;
  readonly birthRank: string | undefined;
}

export interface RawCard {
  readonly type: string | undefined;
  readonly beneficiaries: readonly RawBeneficiary[];
}

type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Either of the two shapes that {@link readVitaleData} documents, or null. */
export function readCard(data: unknown): RawCard | null {
  if (!isFields(data)) return null;
  if (Array.isArray(data.beneficiaries)) {
    const card = isFields(data.card) ? data.card : {};
    return { type: text(card.type), beneficiaries: data.beneficiaries.filter(isFields).map(readOwn) };
  }
  const list = findList(data, 0);
  if (list === undefined) return null;
  return { type: findText(data, "typeCarte", 0), beneficiaries: flatten(list).map(readApi) };
}

function readOwn(fields: Fields): RawBeneficiary {
  return {
    openerNumber: text(fields.openerNumber),
    openerKey: text(fields.openerKey),
    individualNumber: text(fields.individualNumber),
    certifiedOn: text(fields.certifiedOn),
    birthName: text(fields.birthName),
    givenName: text(fields.givenName),
    birthDate: text(fields.birthDate),
    shortBirthDate: undefined,
    birthRank: text(fields.birthRank),
  };
}

/** Names of the API de lecture Vitale 6: `ident/nir` is the opener's with its key, `ident/nirCertifie` the individual's. */
function readApi(fields: Fields): RawBeneficiary {
  const ident = isFields(fields.ident) ? fields.ident : {};
  const birth = isFields(ident.naissance) ? ident.naissance : {};
  return {
    openerNumber: text(ident.nir),
    openerKey: undefined,
    individualNumber: text(ident.nirCertifie),
    certifiedOn: text(ident.dateCertification),
    birthName: text(ident.nomPatronymique),
    givenName: text(ident.prenomUsuel),
    birthDate: text(birth.date),
    shortBirthDate: text(birth.dateEnCarte),
    birthRank: text(ident.rangDeNaissance),
  };
}

const MAX_DEPTH = 6;

function findList(fields: Fields, depth: number): unknown {
  if (fields.listeBenef !== undefined) return fields.listeBenef;
  if (depth >= MAX_DEPTH) return undefined;
  for (const value of Object.values(fields)) {
    const found = isFields(value) ? findList(value, depth + 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function findText(fields: Fields, name: string, depth: number): string | undefined {
  const here = text(fields[name]);
  if (here !== undefined || depth >= MAX_DEPTH) return here;
  for (const value of Object.values(fields)) {
    const found = isFields(value) ? findText(value, name, depth + 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A list in JSON; in XML an element whose children, whatever their name, are the beneficiaries: one alone is no list. */
function flatten(list: unknown): Fields[] {
  if (Array.isArray(list)) return list.filter(isFields);
  if (!isFields(list)) return [];
  if (isFields(list.ident)) return [list];
  return Object.values(list).flatMap((value) => (Array.isArray(value) ? value.filter(isFields) : isFields(value) ? [value] : []));
}

function text(value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const trimmed = String(value).trim();
  return trimmed === "" ? undefined : trimmed;
}
