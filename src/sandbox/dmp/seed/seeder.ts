import { createHash } from "node:crypto";
import type { CdaDraft } from "../../../documents/cda/draft.js";
import { oidOf } from "../../../documents/cda/oid.js";
import type { NewEntry } from "../../../domain/document/entry.js";
import { VISIBLE } from "../../../domain/document/entry.js";
import type { Ins } from "../../../domain/identity/types.js";
import type { DmpPerson } from "../people.js";
import type { Filed, Registry, RegistryEvent } from "../registry.js";
import type { RimAssociation } from "../rim.js";
import { ASSOCIATION } from "../schemes.js";
import type { SeedPlan } from "./plan.js";

/** Contents kept after they were written once, so that a listing and the readings that follow pay for them once. */
const MOST_KEPT = 400;

interface Known {
  readonly person: DmpPerson;
  readonly ins: Ins;
  done: number;
  whole: Promise<void>;
}

/**
 * Documents of others, written by our own CDA writer the first time that somebody looks at a DMP: always the same for the same
 * matricule and seed. Their bytes are not kept, but written again when they are asked for.
 */
export class Seeder {
  readonly #registry: Registry;
  readonly #seed: number;
  readonly #insOf: (matricule: string) => Ins;
  readonly #known = new Map<string, Known>();
  readonly #contents = new Map<string, Buffer>();

  constructor(registry: Registry, seed: number, insOf: (matricule: string) => Ins) {
    this.#registry = registry;
    this.#seed = seed;
    this.#insOf = insOf;
  }

  /** Resolves when the DMP of this person holds all its seeded documents, those of `segur sandbox dmp --count` too. */
  ensure(person: DmpPerson): Promise<void> {
    let known = this.#known.get(person.matricule);
    if (known === undefined) {
      known = { person, ins: this.#insOf(person.matricule), done: 0, whole: Promise.resolve() };
      this.#known.set(person.matricule, known);
      if (person.seeded && person.state === "open")
        known.whole = this.#plant(known, () => import("./plan.js").then((plan) => plan.SEED_PLANS));
    }
    const one = known;
    const wanted = this.#registry.bulkOf(person.matricule);
    if (wanted > one.done) {
      const from = one.done;
      one.done = wanted;
      one.whole = one.whole.then(() => this.#plant(one, async () => bulk(await import("./plan.js"), from, wanted)));
    }
    return one.whole;
  }

  /** When the last of the seeded documents came, none of them being written; 0 for none. */
  async lastAddition(person: DmpPerson): Promise<number> {
    const { bulkPlan, SEED_PLANS } = await import("./plan.js");
    const planned = person.seeded && person.state === "open" ? SEED_PLANS : [];
    const filled = this.#registry.bulkOf(person.matricule) > 0 ? [bulkPlan(0)] : [];
    return Math.max(0, ...[...planned, ...filled].map(({ at }) => Date.parse(at)));
  }

  forget(): void {
    this.#known.clear();
    this.#contents.clear();
  }

  async #plant({ person, ins }: Known, plans: () => Promise<readonly SeedPlan[]>): Promise<void> {
    const entries = new Map<string, string>();
    for (const [index, plan] of (await plans()).entries()) {
      // Others are served meanwhile.
      if (index % 50 === 49) await new Promise((resolve) => setImmediate(resolve));
      const event = await this.#event(person, ins, plan, entries);
      this.#registry.plant(event);
    }
  }

  async #event(person: DmpPerson, ins: Ins, plan: SeedPlan, entries: Map<string, string>): Promise<RegistryEvent> {
    const [{ toEntry }, { headerOf }, { extrinsicObject, submissionSet }, { contentType }, { known }] = await Promise.all([
      import("../../../documents/cda/metadata.js"),
      import("../../../documents/cda/header-of.js"),
      import("./rim-of.js"),
      import("../../../documents/vocabularies/content-type.js"),
      import("./authors.js"),
    ]);
    const draft = await this.#draft(person, ins, plan);
    const bytes = await this.#write(draft, plan);
    const place = { seed: `${person.matricule}/${plan.key}` };
    this.#keep(place.seed, bytes);
    const entry: NewEntry = toEntry(headerOf(draft), {
      visibility: plan.visibility ?? VISIBLE,
      sha1: createHash("sha1").update(bytes).digest("hex"),
      size: bytes.length,
      bodyMediaType: plan.body === "pdf" ? "application/pdf" : "text/plain",
    });
    const uuid = (what: string): string => `urn:uuid:${this.#uuid(person.matricule, plan.key, what)}`;
    const id = uuid("entry");
    entries.set(plan.key, id);
    const replaced = plan.replaces === undefined ? [] : [entries.get(plan.replaces) ?? ""];
    const setId = uuid("set");
    const set = submissionSet(
      entry,
      setId,
      oidOf(this.#uuid(person.matricule, plan.key, "set-id")),
      plan.at,
      known(contentType("07")),
    );
    const member: RimAssociation = {
      id: uuid("member"),
      type: ASSOCIATION.hasMember,
      source: setId,
      target: id,
      slots: { SubmissionSetStatus: ["Original"] },
    };
    const replacement = replaced.map(
      (target): RimAssociation => ({ id: uuid("replaces"), type: ASSOCIATION.replaces, source: id, target, slots: {} }),
    );
    const at = Date.parse(plan.at);
    const document: Filed = {
      object: { ...extrinsicObject(entry, id), lid: id, version: 1, status: plan.archived === true ? "archived" : "approved" },
      matricule: person.matricule,
      place,
      depositor: { nationalId: draft.authors[0].person?.id ?? "", structureId: draft.structure.id },
      at,
    };
    return {
      kind: "submission",
      set: { object: set, matricule: person.matricule, at },
      documents: [document],
      associations: [member, ...replacement],
      replaced,
    };
  }

  /** The bytes of a seeded document. */
  async content(key: string): Promise<Buffer> {
    const kept = this.#contents.get(key);
    if (kept !== undefined) return kept;
    const [matricule = "", name = ""] = key.split("/");
    const known = this.#known.get(matricule);
    if (known === undefined) throw new Error("a seeded document of a patient that nobody has looked at");
    const { SEED_PLANS, bulkPlan } = await import("./plan.js");
    const plan = name.startsWith("bulk-") ? bulkPlan(Number(name.slice(5))) : SEED_PLANS.find((one) => one.key === name);
    if (plan === undefined) throw new Error("a seeded document without a plan");
    const bytes = await this.#write(await this.#draft(known.person, known.ins, plan), plan);
    this.#keep(key, bytes);
    return bytes;
  }

  #keep(key: string, bytes: Buffer): void {
    this.#contents.set(key, bytes);
    const [oldest] = this.#contents.keys();
    if (this.#contents.size > MOST_KEPT && oldest !== undefined) this.#contents.delete(oldest);
  }

  #uuid(...parts: readonly string[]): string {
    const hex = createHash("sha256")
      .update([this.#seed, ...parts].join("|"))
      .digest("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  async #draft(person: DmpPerson, ins: Ins, plan: SeedPlan): Promise<CdaDraft> {
    const [{ seedAuthors, known }, { typeOf }, { confidentiality }] = await Promise.all([
      import("./authors.js"),
      import("../../../documents/vocabularies/types.js"),
      import("../../../documents/vocabularies/codes.js"),
    ]);
    const { author, structure } = seedAuthors()[plan.by];
    const oid = (key: string): string => oidOf(this.#uuid(person.matricule, key, "unique-id"));
    const givenNames = person.givenNames.split(" ");
    const version = plan.replaces === undefined ? 1 : Number(plan.key.slice(-1));
    return {
      id: { root: oid(plan.key), extension: null },
      setId: { root: oid(version === 1 ? plan.key : `${plan.key.slice(0, -1)}1`), extension: null },
      versionNumber: version,
      replaces: plan.replaces === undefined ? null : { root: oid(plan.replaces), extension: null },
      type: known(typeOf(plan.type)?.code ?? null),
      title: plan.title,
      createdAt: plan.at,
      confidentiality: confidentiality("N"),
      patient: {
        ins,
        localId: { root: "1.2.250.1.213.9.9.1", extension: this.#uuid(person.matricule, "ipp").slice(0, 8) },
        birthName: person.birthName,
        usedName: person.usedName === person.birthName ? null : person.usedName,
        birthGivenNames: givenNames,
        firstBirthGivenName: givenNames[0] ?? "",
        usedGivenName: null,
        sex: person.sex,
        birthDate: person.birthDate,
        birthPlace: person.birthPlace,
        contact: { address: null, postcode: null, city: null, phone: null, email: null },
      },
      authors: [author],
      structure,
      recipients: [],
      act: { start: plan.at, stop: null, codes: [] },
    };
  }

  async #write(draft: CdaDraft, plan: SeedPlan): Promise<Buffer> {
    const { writeCda } = await import("../../../documents/cda/writer.js");
    const text = Buffer.from(plan.text, "utf8");
    const isPdf = plan.body === "pdf";
    const body = isPdf
      ? (await (await import("../../../documents/pdf/convert.js")).toPdfA(text, "text/plain", draft)).bytes
      : text;
    const pieces: Buffer[] = [];
    for await (const piece of writeCda(draft, { mediaType: isPdf ? "application/pdf" : "text/plain", open: () => [body] }))
      pieces.push(piece);
    return Buffer.concat(pieces);
  }
}

function bulk({ bulkPlan }: typeof import("./plan.js"), from: number, to: number): SeedPlan[] {
  return Array.from({ length: to - from }, (_, index) => bulkPlan(from + index));
}
