import { departmentOfPostcode, isMailboxAddress, normalAddress } from "../../domain/professional/directory-terms.js";
import { directoryText } from "../../domain/professional/directory-text.js";
import type { DirectoryMailbox } from "../../domain/professional/entry.js";
import { codings, extensions, identifier, type Json, list, object, referenced, text, texts } from "./fhir.js";

const RPPS = "https://rpps.esante.gouv.fr";
const IDNPS = "urn:oid:1.2.250.1.71.4.2.1";
const STRUCTURE = "urn:oid:1.2.250.1.71.4.2.2";
const FINESS = "https://finess.esante.gouv.fr";
const TYPES = ["PER", "ORG", "APP", "CAB"] as const;

/** Label of a profession (TRE_G15) or of a savoir-faire (TRE_R38 and others) that the server does not give. */
export type LabelOf = (code: string) => string | null;

/** Resources of some answers, by type and id. Inactive ones hold nothing but their identifiers: they are left. */
export class Resources {
  readonly #byType = new Map<string, Map<string, Json>>();

  add(resource: unknown): void {
    const found = object(resource);
    const type = text(found?.resourceType);
    const id = text(found?.id);
    if (found === null || type === null || id === null || found.active === false) return;
    const known = this.#byType.get(type) ?? new Map<string, Json>();
    this.#byType.set(type, known.set(id, found));
  }

  all(type: string): readonly Json[] {
    return [...(this.#byType.get(type)?.values() ?? [])];
  }

  get(type: string, id: string | null): Json | null {
    return id === null ? null : (this.#byType.get(type)?.get(id) ?? null);
  }

  /** Organizations that roles name and that did not come. */
  missingOrganizations(): readonly string[] {
    const named = this.all("PractitionerRole").flatMap((role) => referenced(role.organization, "Organization") ?? []);
    return [...new Set(named)].filter((id) => this.get("Organization", id) === null);
  }
}

/**
 * The MSSanté boxes of resources (mss.md §3.1): a Practitioner's are known by the RPPS alone, a PractitionerRole's belong to the RPPS in a
 * structure, an Organization's are ORG, CAB or APP. The same address met twice is one mailbox that holds what each said.
 */
export function mailboxesOf(resources: Resources, labelOf: LabelOf): readonly DirectoryMailbox[] {
  const found = new Map<string, DirectoryMailbox>();
  const add = (boxes: readonly DirectoryMailbox[]) => {
    for (const box of boxes) found.set(box.address, merged(found.get(box.address), box));
  };
  for (const role of resources.all("PractitionerRole")) {
    const person = resources.get("Practitioner", referenced(role.practitioner, "Practitioner"));
    const structure = resources.get("Organization", referenced(role.organization, "Organization"));
    const about = { ...who(person, labelOf), ...where(structure) };
    add(boxes(role, "PER", { ...about, ...skillsOf(role.specialty, about, labelOf) }));
    // A box known by the RPPS alone is shown with the place where its owner works.
    if (person !== null) add(boxes(person, "PER", about));
  }
  for (const person of resources.all("Practitioner")) add(boxes(person, "PER", who(person, labelOf)));
  for (const structure of resources.all("Organization")) add(boxes(structure, "ORG", where(structure)));
  return [...found.values()];
}

type About = Partial<Omit<DirectoryMailbox, "address" | "type" | "service" | "paperless">>;

function boxes(resource: Json, type: DirectoryMailbox["type"], about: About): readonly DirectoryMailbox[] {
  const ranked = list(resource.telecom).filter(isMssante);
  ranked.sort((a, b) => rankOf(a) - rankOf(b));
  return ranked.flatMap((telecom) => {
    const address = normalAddress((text(telecom.value) ?? "").replace(/^mailto:/i, ""));
    const [metadata] = extensions(telecom, "as-ext-mailbox-mss-metadata");
    const of = (name: string) => (metadata === undefined ? undefined : extensions(metadata, name)[0]);
    // « Liste rouge »: its owner does not want it to be found.
    if (!isMailboxAddress(address) || of("listeRouge")?.valueBoolean === true) return [];
    const [coded] = codings(of("type")?.valueCodeableConcept ?? of("type")?.valueCoding);
    const service = shown(of("service")?.valueString) ?? shown(of("description")?.valueString);
    const paperless = of("digitization")?.valueBoolean;
    return [
      {
        ...NOTHING,
        ...about,
        address,
        type: TYPES.find((each) => each === coded?.code) ?? type,
        service,
        paperless: typeof paperless === "boolean" ? paperless : null,
      },
    ];
  });
}

const NOTHING: Omit<DirectoryMailbox, "address" | "type"> = {
  rpps: null,
  familyName: null,
  givenName: null,
  civility: null,
  profession: null,
  speciality: null,
  structure: null,
  service: null,
  postcode: null,
  city: null,
  department: null,
  paperless: null,
};

/** An e-mail is MSSanté's only when its type says so; examples mix the tables R256 and R257, hence the code alone. */
function isMssante(telecom: Json): boolean {
  if (telecom.system !== "email") return false;
  return extensions(telecom, "fr-core-contact-point-email-type").some((each) =>
    codings(each.valueCoding ?? each.valueCodeableConcept).some(({ code }) => code === "MSSANTE"),
  );
}

function rankOf(telecom: Json): number {
  return typeof telecom.rank === "number" ? telecom.rank : Number.MAX_SAFE_INTEGER;
}

function who(person: Json | null, labelOf: LabelOf): About {
  if (person === null) return {};
  const [name] = list(person.name);
  const rpps = /^8?(\d{11})$/.exec(identifier(person, RPPS, IDNPS) ?? "")?.[1] ?? null;
  return {
    rpps,
    familyName: shown(name?.family),
    givenName: shown(texts(name?.given).join(" ")),
    civility: shown(texts(name?.suffix)[0] ?? texts(name?.prefix)[0]),
    ...skillsOf(
      list(person.qualification).map((each) => each.code),
      {},
      labelOf,
    ),
  };
}

/** Profession (table G15) and savoir-faire (`SM54`, `SCD01`…) among codes; what is not said is what was known. */
function skillsOf(codes: unknown, known: About, labelOf: LabelOf): About {
  const all = codings(codes).map((each) => ({ ...each, label: each.display ?? labelOf(each.code) ?? each.code }));
  const profession = all.find(({ system }) => /TRE[_-]G15/i.test(system));
  const speciality = all.find(({ code }) => /^(SM|SCD|SI|SF|SP|SO|CEX|CAP|QUA)[A-Z]*\d+$/.test(code));
  const kept = (found: { readonly code: string; readonly label: string } | undefined) =>
    found === undefined ? null : { code: directoryText(found.code), label: directoryText(found.label) };
  return { profession: kept(profession) ?? known.profession ?? null, speciality: kept(speciality) ?? known.speciality ?? null };
}

function where(structure: Json | null): About {
  if (structure === null) return {};
  const [address] = list(structure.address);
  const postcode = shown(address?.postalCode);
  return {
    structure: { id: shown(identifier(structure, STRUCTURE, FINESS)), name: shown(structure.name) },
    postcode,
    city: shown(address?.city),
    department: departmentOfPostcode(postcode),
  };
}

/** A text of the service, as it may be shown. */
function shown(value: unknown): string | null {
  const said = text(value);
  return said === null ? null : directoryText(said) || null;
}

function merged(known: DirectoryMailbox | undefined, next: DirectoryMailbox): DirectoryMailbox {
  if (known === undefined) return next;
  const said = Object.entries(known).filter(([, value]) => value !== null);
  return { ...next, ...Object.fromEntries(said) };
}
