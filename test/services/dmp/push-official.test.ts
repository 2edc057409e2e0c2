import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Patient } from "../../../src/domain/patient.js";
import { pushGroup } from "../../../src/services/dmp/push.js";
import { type PushOptions, planPush } from "../../../src/services/dmp/push-plan.js";
import { addDocument } from "../../../src/services/documents/add.js";
import { conformance } from "../../gateways/support/conformance.js";
import { AUTHORISED, dmpPractice } from "./sandbox.js";

const OPTIONS: PushOptions = {
  hideFrom: [],
  reviewed: true,
  traitsConfirmed: true,
  mustReplace: false,
  command: "segur dmp push",
};
/** An official example whose id is a UUID gets an OID: the DMP takes no other uniqueId. */
const UUID_ROOT = /<id root="[0-9A-F]{8}-[0-9A-F-]{27}"\/>/;

/** An official example, given the identity of a patient of the DMP. */
function exampleFor(name: string, { identity }: Patient, rank: number): Buffer {
  const { traits, ins } = identity;
  const target =
    `<recordTarget><patientRole><id extension="${ins?.matricule}" root="${ins?.oid}"/><patient><name><given>${traits.firstBirthGivenName}</given>` +
    `<family qualifier="BR">${traits.birthName}</family></name><administrativeGenderCode code="${traits.sex}" codeSystem="2.16.840.1.113883.5.1"/>` +
    `<birthTime value="${traits.birthDate.replaceAll("-", "")}"/><birthplace><place><addr><county>${traits.birthPlace}</county></addr></place></birthplace></patient></patientRole></recordTarget>`;
  const text = readFileSync(conformance.path("cda", "examples", name), "utf8")
    .replace(/<recordTarget[\s>][\s\S]*?<\/recordTarget>/, target)
    .replace(UUID_ROOT, `<id root="1.2.250.1.999.${rank}"/>`);
  return Buffer.from(text);
}

async function* once(bytes: Buffer) {
  yield bytes;
}

describe.skipIf(conformance.missing)(`the official examples ${conformance.reason}`, { timeout: 60_000 }, () => {
  it("are deposited in the DMP as they were written", async () => {
    const { cabinet, patient, sandbox } = await dmpPractice();
    const person = await patient(...AUTHORISED);
    const names = readdirSync(conformance.path("cda", "examples")).filter((name) => name.endsWith(".xml"));
    expect(names.length).toBeGreaterThan(3);
    const outcomes: unknown[] = [];
    for (const [rank, name] of names.entries()) {
      const source = once(exampleFor(name, person, rank));
      const { filed } = await addDocument(cabinet, { patient: person.id, source, fileName: name, samePatient: true });
      const { groups, refused } = await planPush(cabinet, [filed?.id ?? ""], OPTIONS);
      const [group] = groups;
      if (group === undefined) outcomes.push([name, refused[0]?.error.code]);
      else {
        const [pushed] = await pushGroup(cabinet, group, OPTIONS, new AbortController().signal);
        const { outcome, error } = pushed ?? {};
        outcomes.push([name, outcome, error?.code, error?.message, error?.why]);
      }
    }
    expect(outcomes).toEqual(names.map((name) => [name, "done", undefined, undefined, undefined]));
    const there = await sandbox.control.dmpDocuments();
    expect(there.filter(({ seeded }) => !seeded)).toHaveLength(names.length);
  });
});
