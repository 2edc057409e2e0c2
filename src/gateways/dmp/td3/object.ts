/** A `rim:Classification`: a code (nodeRepresentation, codingScheme, Name) or an author (its slots). */
export interface RimClassification {
  readonly scheme: string;
  readonly node: string;
  readonly slots: Map<string, string[]>;
  name: string | null;
}

/** An ExtrinsicObject, RegistryPackage or Association as it was read, before it means anything. */
export interface RimObject {
  readonly kind: "ExtrinsicObject" | "RegistryPackage" | "Association" | "ObjectRef";
  readonly attributes: ReadonlyMap<string, string>;
  readonly slots: Map<string, string[]>;
  readonly classifications: RimClassification[];
  /** identificationScheme → value. */
  readonly identifiers: Map<string, string>;
  name: string | null;
  description: string | null;
  version: string | null;
  /** The element again, prefixes normalised; "" but for an ExtrinsicObject. */
  raw: string;
}
