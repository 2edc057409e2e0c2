/**
 * What is read of FHIR R4 resources, without assuming anything of them: the annuaire is fed by many, a field may be missing, single where a
 * list is expected, or of another type.
 */
export type Json = Readonly<Record<string, unknown>>;

export function object(value: unknown): Json | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

export function list(value: unknown): readonly Json[] {
  return asList(value)
    .map(object)
    .filter((each) => each !== null);
}

export function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

export function texts(value: unknown): readonly string[] {
  return asList(value).flatMap((each) => text(each) ?? []);
}

/** Extensions whose URL ends so: servers write it with or without a version. */
export function extensions(of: Json, name: string): readonly Json[] {
  return list(of.extension).filter(
    (each) => text(each.url)?.replace(/\|.*$/, "").endsWith(`/${name}`) === true || each.url === name,
  );
}

/** Codings of a `Coding`, a `CodeableConcept` or several. */
export function codings(
  value: unknown,
): readonly { readonly system: string; readonly code: string; readonly display: string | null }[] {
  return list(value).flatMap((each) => {
    const inner = each.coding === undefined ? [each] : list(each.coding);
    return inner.flatMap((coding) => {
      const code = text(coding.code);
      return code === null ? [] : [{ system: text(coding.system) ?? "", code, display: text(coding.display) ?? text(each.text) }];
    });
  });
}

/** Value of the identifier of a system, or null. */
export function identifier(resource: Json, ...systems: readonly string[]): string | null {
  for (const system of systems) {
    const found = list(resource.identifier).find((each) => each.system === system);
    const value = text(found?.value);
    if (value !== null) return value;
  }
  return null;
}

/** `Practitioner/003-1` → `003-1`, also from a full URL. */
export function referenced(value: unknown, type: string): string | null {
  const reference = text(object(value)?.reference);
  return new RegExp(`(?:^|/)${type}/([A-Za-z0-9.-]{1,64})(?:/|$)`).exec(reference ?? "")?.[1] ?? null;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
