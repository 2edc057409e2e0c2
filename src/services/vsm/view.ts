import { readCda } from "../../documents/cda/reader.js";
import { renderHtml } from "../../documents/cda/render-html.js";
import { type RenderedLine, renderText } from "../../documents/cda/render-text.js";
import { contentOf, READING } from "../../documents/vsm/content.js";
import { type Emptiness, emptinessOf, LEAVES, type Leaf } from "../../documents/vsm/sections.js";
import type { Document } from "../../domain/document/document.js";
import type { MedicalItem, MedicalKind } from "../../domain/medical/medical.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { resolvePatient } from "../patients/reference.js";
import type { BuildOptions, BuiltVsm } from "./build.js";
import { generateVsm, lastVersion } from "./generate.js";

/** One section as it would be told. */
export interface SectionView {
  readonly leaf: Leaf;
  readonly kind: MedicalKind;
  readonly title: string;
  readonly state: "filled" | Emptiness;
  readonly items: readonly MedicalItem[];
}

/** What a summary would say now; nothing is written. */
export interface VsmView {
  readonly built: BuiltVsm;
  readonly sections: readonly SectionView[];
  /** The one in force that was made here, and whether it says the same. */
  readonly last: { readonly document: Document; readonly same: boolean } | null;
}

/** @param reference `P42` or a file number. @throws {SegurError} those of {@link generateVsm} */
export async function viewVsm(
  cabinet: OpenCabinet,
  reference: string,
  options: Pick<BuildOptions, "sections" | "without" | "author">,
): Promise<VsmView> {
  const patient = await resolvePatient(cabinet, reference);
  // The one that would be made, with its version; or the last one, which says the same.
  const { outcome, document, built } = await generateVsm(cabinet, { ...options, patient: `id:${patient.id}`, dryRun: true });
  const { last } = await lastVersion(cabinet, patient);
  const content = contentOf(built.draft);
  const sections = READING.map((leaf): SectionView => {
    const rows = content.tables.get(leaf)?.rows ?? [];
    const why = emptinessOf(content.sentences.get(leaf) ?? "")?.why;
    const { kind, title } = LEAVES[leaf];
    return { leaf, kind, title, state: why ?? "filled", items: rows.map(({ item }) => item) };
  });
  const same = outcome === "unchanged" && document !== null;
  return { built, sections, last: last === null ? null : { document: last, same } };
}

/** A summary that is filed nowhere, drawn for a terminal. */
export async function vsmLines({ cda, patient }: BuiltVsm, width: number): Promise<readonly RenderedLine[]> {
  const read = await readCda([cda]);
  const document = { ...read, binaries: [], contents: null, pdf: null };
  return renderText(document, { width, reveal: false, command: `segur vsm show ${patient.id}` });
}

/** The same as a page that needs nothing else. */
export async function vsmPage({ cda }: BuiltVsm): Promise<string> {
  return renderHtml({ ...(await readCda([cda])), binaries: [] }, { reveal: false });
}
