import type { DmpDisk } from "./disk.js";
import type { DmpPeople, DmpPerson } from "./people.js";
import { accessDenied, fault, registryError } from "./refusal.js";
import { type Filed, isAuthor, type Registry, type RegistryEvent } from "./registry.js";
import { type Act, isAllowed } from "./rights.js";
import { codesOf } from "./rim.js";
import { DOCUMENT, HIDDEN } from "./schemes.js";
import type { Seeder } from "./seed/seeder.js";
import type { Caller } from "./vihf.js";

/** Months that an authorisation lasts: a parameter of the server (dmp.md TD0.3). */
const AUTHORIZATION_MONTHS = 6;

export interface StandingAuthorization {
  readonly state: DmpPerson["authorization"];
  readonly medecinTraitant: boolean;
  /** Nothing but the caller's own documents: see {@link World.enterAuthorised}. */
  readonly ownOnly?: boolean;
}

/** The state of the DMP, and the questions that several services ask of it. */
export class World {
  readonly people: DmpPeople;
  readonly registry: Registry;
  readonly disk: DmpDisk;
  readonly seeder: Seeder;
  readonly now: () => Date;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(parts: Pick<World, "people" | "registry" | "disk" | "seeder" | "now">) {
    this.people = parts.people;
    this.registry = parts.registry;
    this.disk = parts.disk;
    this.seeder = parts.seeder;
    this.now = parts.now;
  }

  /** Writes an event down, then believes it. */
  async record(event: RegistryEvent): Promise<void> {
    await this.disk.append(event);
    this.registry.apply(event);
  }

  /** Runs changes one after the other: two deposits of one uniqueId must not both find it free. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#writing.then(work, work);
    this.#writing = result.catch(() => undefined);
    return result;
  }

  /** What the professional who asks may expect of this DMP. */
  standing(person: DmpPerson, nationalId: string): StandingAuthorization {
    const own = this.registry.authorization(person.matricule, nationalId);
    if (own === null || person.authorization === "forbidden") {
      return { state: person.authorization, medecinTraitant: person.medecinTraitant };
    }
    if (own.action === "SUPPRESSION") return { state: "none", medecinTraitant: false };
    const until = new Date(own.at);
    until.setUTCMonth(until.getUTCMonth() + AUTHORIZATION_MONTHS);
    const valid = this.now().getTime() < until.getTime();
    return { state: valid ? "valid" : "expired", medecinTraitant: valid && own.medecinTraitant };
  }

  /**
   * The open DMP that the caller targets, where he or she may do this.
   * @throws {Refusal} unknown patient, closed DMP, mode or patient that does not allow it
   */
  enter(
    act: Act,
    caller: Caller,
    channel: "registry" | "fault",
  ): { readonly person: DmpPerson; readonly standing: StandingAuthorization } {
    if (!isAllowed(act, caller))
      throw accessDenied(channel, `Transaction interdite en mode ${caller.mode}, accès ${caller.access}`);
    const refuse = channel === "registry" ? registryError : fault;
    if (caller.patient === null) throw refuse("XDSUnknownPatientId", "Aucun patient dans le VIHF (resource-id)");
    const person = this.people.find(caller.patient);
    if (person === null || person.state === "absent") throw refuse("XDSUnknownPatientId", "Aucun DMP pour ce patient");
    if (person.state === "closed") throw refuse("DMPClosed", "Le DMP de ce patient est fermé");
    this.#emergency(person, caller, channel);
    return { person, standing: this.standing(person, caller.nationalId) };
  }

  #emergency(person: DmpPerson, caller: Caller, channel: "registry" | "fault"): void {
    const opposed =
      (caller.access === "bris_de_glace" && person.opposedToBreakGlass) ||
      (caller.access === "centre_15" && person.opposedToCentre15);
    if (opposed) throw accessDenied(channel, "Le patient s'est opposé à l'accès à son DMP en situation d'urgence");
  }

  /**
   * The same for what needs the patient's authorisation: reading, and changing what is there. Without it, with `own`, only one's own
   * documents, named one by one (assumed: an author can withdraw what he or she put there; the guide's text was not found).
   * @throws {Refusal}
   */
  enterAuthorised(act: Act, caller: Caller, own = false): ReturnType<World["enter"]> {
    const { person, standing } = this.enter(act, caller, "registry");
    const { state } = standing;
    if (caller.mode === "INDIRECTE" || caller.access !== "normal" || state === "valid") return { person, standing };
    if (own && (state !== "forbidden" || act === "delete")) return { person, standing: { ...standing, ownOnly: true } };
    throw accessDenied(
      "registry",
      state === "forbidden" ? "Le patient a interdit l'accès à ce professionnel" : AUTHORIZATION[state],
    );
  }

  /** Whether the caller is shown this document: masked ones only to their author and to the médecin traitant (dmp.md §2). */
  isShown(filed: Filed, caller: Caller, person: DmpPerson, standing: StandingAuthorization): boolean {
    if (caller.mode === "INDIRECTE") return filed.depositor.structureId === caller.structureId;
    if (standing.ownOnly === true) return isAuthor(filed, caller);
    if (!isHidden(filed, HIDDEN.professionals)) return true;
    if (caller.access !== "normal") return person.maskedInEmergency;
    return standing.medecinTraitant || isAuthor(filed, caller);
  }
}

const AUTHORIZATION = {
  expired: "L'autorisation d'accès de ce professionnel a expiré",
  none: "Ce professionnel n'a pas d'autorisation d'accès à ce DMP",
} as const;

export function isHidden(filed: Filed, code: string): boolean {
  return codesOf(filed.object, DOCUMENT.confidentialityCode).some((one) => one.code === code);
}
