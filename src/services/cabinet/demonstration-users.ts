import type { NewUser } from "../../store/users.port.js";

/**
 * The people of a sandbox cabinet, one for each role: the first four are professionals that the sandbox's Pro Santé Connect knows
 * (`sandbox/psc`), the others log in by a password that an administrator gives them.
 */
export function demonstrationUsers(): readonly NewUser[] {
  return [
    {
      label: "Dr Paul MARCEAU",
      rpps: "99700000001",
      role: "medecin",
      granted: ["administer"],
      settings: { title: "Dr", familyName: "MARCEAU", givenName: "Paul", sector: "SA07", speciality: "SM26", insi: true },
    },
    { label: "Secrétariat", rpps: null, role: "secretaire" },
    { label: "Technicien", rpps: null, role: "technicien", granted: ["insi.call"] },
    { label: "Administrateur", rpps: null, role: "administrateur" },
  ];
}
