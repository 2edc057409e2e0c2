/**
 * Preset filters as data (product.md §5): a cabinet edits them in a JSON file, the store turns them into SQL.
 * Dates are relative so that a definition does not age: `monthsAgo: 12`.
 */
export type FilterExpression =
  | { readonly all: readonly FilterExpression[] }
  | { readonly any: readonly FilterExpression[] }
  | { readonly not: FilterExpression }
  | { readonly field: FilterField; readonly is: string | boolean | null }
  | { readonly field: FilterField; readonly in: readonly string[] }
  /** Included in one of these protocols: the whole name, whatever its case. */
  | { readonly field: "protocols"; readonly in: readonly string[] }
  /** A list field (`diagnoses`, `protocols`) has an element that starts with one of these, whatever the case and the dots of codes. */
  | { readonly field: FilterListField; readonly startsWith: readonly string[] }
  | { readonly field: FilterDateField; readonly before: RelativeDate }
  | { readonly field: FilterDateField; readonly notBefore: RelativeDate };

/** Resolved against the clock by the service before it reaches the store. */
export type RelativeDate =
  | { readonly monthsAgo: number }
  | { readonly yearsAgo: number }
  | { readonly startOf: "year" }
  | { readonly date: string };

/** Fields a filter may name. `lastInsi` is the last INSi outcome (`00|01|02|KO|error`, null never called). */
export type FilterField =
  | "status"
  | "ald"
  | "lastInsi"
  | "sex"
  | "homonyme"
  | "douteuse"
  | "fictive"
  /** Included in any protocol. */
  | "protocol"
  | "medecinTraitant"
  | FilterDateField;
/** CIM-10 codes, and names of protocols. */
export type FilterListField = "diagnoses" | "protocols";
/** `rcpPlanned`: nearest RCP not yet held; `rcpDone`: last RCP held. */
export type FilterDateField = "birthDate" | "lastSeen" | "lastVsm" | "rcpPlanned" | "rcpDone";

/** One named filter of the data file. */
export interface FilterDefinition {
  readonly name: string;
  /** French, shown in help and listings. */
  readonly label: string;
  readonly description: string;
  readonly where: FilterExpression;
}
