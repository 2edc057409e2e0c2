import { NS } from "../names.js";
import { accessDenied, fault } from "../refusal.js";
import type { Authorization } from "../registry.js";
import { isAllowed } from "../rights.js";
import type { Caller } from "../vihf.js";
import type { World } from "../world.js";
import { child, escapeXml, type XmlElement } from "../xml.js";
import { inscOf, stamp } from "./status.js";

type Answer = { readonly xml: string; readonly outcome: string };

/** Text attested in the official sample of TD0.3: nothing to do is a success. */
const ALREADY = "Autorisation déjà présente aucune action effectuée";
/** Assumed, on the model of the other. */
const NONE = "Autorisation inexistante aucune action effectuée";

/**
 * TD0.3: sets or removes the authorisation of the professional who asks.
 * @throws {Refusal}
 */
export async function authorize(world: World, caller: Caller, body: XmlElement): Promise<Answer> {
  const action = child(body, NS.habilitations, "action")?.text.trim();
  if (action !== "AJOUT" && action !== "SUPPRESSION") throw fault("DMPInvalidRequest", "action AJOUT ou SUPPRESSION attendue");
  const role = child(body, NS.habilitations, "role")?.text.trim() ?? null;
  if (role !== null && role !== "MEDECIN_TRAITANT") throw fault("DMPInvalidRequest", "role MEDECIN_TRAITANT attendu");
  const { person, standing } = world.enter(action === "AJOUT" ? "authorize" : "deauthorize", caller, "fault");
  if (standing.state === "forbidden") throw accessDenied("fault", "Le patient a interdit l'accès à ce professionnel");
  const medecinTraitant = role !== null || standing.medecinTraitant;
  const done =
    action === "AJOUT" ? standing.state === "valid" && medecinTraitant === standing.medecinTraitant : standing.state !== "valid";
  if (!done) {
    const at = world.now().getTime();
    const speciality = caller.speciality === null ? `G15_${caller.profession}` : `G15_${caller.profession}/${caller.speciality}`;
    const { nationalId, name } = caller;
    const authorization: Authorization = {
      matricule: person.matricule,
      nationalId,
      name,
      speciality,
      action,
      medecinTraitant,
      at,
    };
    await world.alone(() => world.record({ kind: "authorization", authorization }));
  }
  const context = done ? (action === "AJOUT" ? ALREADY : NONE) : "";
  const said = context === "" ? "" : `<ns1:context>${context}</ns1:context>`;
  const xml = `<ns1:setAuthorizationResponse xmlns:ns1="${NS.habilitations}"><ns1:output><ns1:status>DMPOk</ns1:status>${said}</ns1:output></ns1:setAuthorizationResponse>`;
  return { xml, outcome: "DMPOk" };
}

/** TD1.6: who is authorised, or forbidden, on this DMP. */
export function authorizations(world: World, caller: Caller, body: XmlElement): Answer {
  const mode = child(body, NS.habilitations, "mode")?.text.trim() ?? "TOUTE";
  if (!["ACTIVE", "INTERDITE", "TOUTE"].includes(mode))
    throw fault("DMPInvalidRequest", "mode ACTIVE, INTERDITE ou TOUTE attendu");
  const { person, standing } = world.enter("authorizations", caller, "fault");
  const own = world.registry.authorization(person.matricule, caller.nationalId);
  const lines: string[] = [];
  const add = (one: Omit<Authorization, "matricule" | "action">, state: "ACTIVE" | "INTERDITE"): void => {
    if (mode !== "TOUTE" && mode !== state) return;
    lines.push(professional(one, state, world.now()));
  };
  for (const one of world.registry.authorizationsOf(person.matricule)) {
    if (world.standing(person, one.nationalId).state === "valid") add(one, "ACTIVE");
  }
  if (own === null && (standing.state === "valid" || standing.state === "forbidden")) {
    const at = Date.parse("2026-09-01T08:00:00Z");
    const speciality = `G15_${caller.profession}/${caller.speciality ?? ""}`.replace(/\/$/, "");
    const { nationalId, name } = caller;
    add(
      { nationalId, name, speciality, medecinTraitant: standing.medecinTraitant, at },
      standing.state === "valid" ? "ACTIVE" : "INTERDITE",
    );
  }
  // Two that every patient of this world has met.
  add(
    {
      nationalId: "899700000101",
      name: "HOPITAL Claire",
      speciality: "G15_10/SM04",
      medecinTraitant: false,
      at: Date.parse("2026-03-02T09:30:00Z"),
    },
    "ACTIVE",
  );
  add(
    {
      nationalId: "899700000102",
      name: "LABO Pierre",
      speciality: "G15_10/SM01",
      medecinTraitant: false,
      at: Date.parse("2026-05-18T14:00:00Z"),
    },
    "INTERDITE",
  );
  const xml =
    `<ns1:listAuthorizationByPatientResponse xmlns:ns1="${NS.habilitations}"><ns1:output>${lines.join("")}<ns1:status>DMPOk</ns1:status></ns1:output>` +
    `</ns1:listAuthorizationByPatientResponse>`;
  return { xml, outcome: "DMPOk" };
}

function professional(one: Omit<Authorization, "matricule" | "action">, mode: string, now: Date): string {
  const [lastName = "", firstName = ""] = one.name.split(/\s+(.*)/s);
  const text = (name: string, value: string) => `<ns1:${name}>${escapeXml(value)}</ns1:${name}>`;
  const right = one.medecinTraitant ? text("specificRight", "MEDECIN_TRAITANT") : "";
  return (
    `<ns1:listOfAuthorizationByPatient>${text("nationalId", one.nationalId)}${text("nationalIdType", "1.2.250.1.71.4.2.1")}${text("firstName", firstName)}` +
    `${text("lastName", lastName)}${text("codeSpeciality", one.speciality)}${text("startOfAuthorization", stamp(new Date(one.at)))}` +
    `${text("lastActionDate", stamp(now))}${text("mode", mode)}${right}</ns1:listOfAuthorizationByPatient>`
  );
}

/**
 * TD0.4: the DMPs that authorise the caller. `LASTDOC`: those that got a document since; `LASTAUTORIZATION`: those authorised since. The
 * VIHF targets no patient.
 */
export async function patientList(world: World, caller: Caller, body: XmlElement): Promise<Answer> {
  if (!isAllowed("patientList", caller))
    throw accessDenied("fault", `Transaction interdite en mode ${caller.mode}, accès ${caller.access}`);
  const type = child(body, NS.patients, "dateType")?.text.trim();
  const start = child(body, NS.patients, "startDate")?.text.trim() ?? "";
  if (type !== "LASTDOC" && type !== "LASTAUTORIZATION")
    throw fault("DMPInvalidRequest", "dateType LASTDOC ou LASTAUTORIZATION attendu");
  if (!/^\d{14}$/.test(start)) throw fault("DMPInvalidRequest", "startDate au format yyyyMMddHHmmss attendue");
  if (caller.mode === "INDIRECTE" && type !== "LASTAUTORIZATION")
    throw accessDenied("fault", "Un établissement ne voit que les nouvelles autorisations");
  const candidates = new Map(
    world.people.authorisedFromTheStart().map(({ matricule }) => [matricule, world.people.oidOf(matricule)]),
  );
  for (const one of world.registry.authorizationsBy(caller.nationalId)) {
    candidates.set(one.matricule, world.people.oidOf(one.matricule));
  }
  let lines = "";
  for (const ins of candidates.values()) {
    const person = world.people.find(ins);
    if (person === null || person.state !== "open" || world.standing(person, caller.nationalId).state !== "valid") continue;
    const since = world.registry.authorization(ins.matricule, caller.nationalId)?.at ?? Date.parse("2026-09-01T08:00:00Z");
    const seeded = await world.seeder.lastAddition(person);
    const lastAdd = Math.max(seeded, ...world.registry.setsOf(ins.matricule).map(({ at }) => at));
    const date = type === "LASTDOC" ? lastAdd : since;
    if (date === 0 || stamp(new Date(date)) < start) continue;
    const text = (name: string, value: string) => `<ns1:${name}>${escapeXml(value)}</ns1:${name}>`;
    const id = (value: string, system: string) =>
      `<ns1:patientIdentifier>${text("nationalId", value)}${text("nationalIdType", system)}</ns1:patientIdentifier>`;
    const dated =
      lastAdd === 0 ? "" : text("lastUpdateDate", stamp(new Date(lastAdd))) + text("lastAddDate", stamp(new Date(lastAdd)));
    lines +=
      `<ns1:patientlistData>${id(inscOf(ins.matricule), "1.2.250.1.213.1.4.2")}${id(ins.matricule, ins.oid)}${text("lastName", person.usedName ?? "NON RENSEIGNE")}` +
      `${text("patronymicalName", person.birthName)}${text("firstName", person.givenNames.split(" ")[0] ?? "")}${text("civility", person.sex === "F" ? "MME" : "M")}` +
      `${text("dateOfBirth", person.birthDate.replaceAll("-", ""))}${text("MT", String(world.standing(person, caller.nationalId).medecinTraitant))}${text("message", "false")}` +
      `${text("lastAccessDate", stamp(new Date(since)))}${dated}</ns1:patientlistData>`;
  }
  const xml = `<ns1:patientListResponse xmlns:ns1="${NS.patients}"><ns1:output>${lines}<ns1:status>DMPOk</ns1:status></ns1:output></ns1:patientListResponse>`;
  return { xml, outcome: "DMPOk" };
}
