import type { NewUser } from "../../store/users.port.js";

/**
 * The people of a sandbox cabinet, one for each role: the doctor and the secretary are people whom the sandbox's Pro Santé Connect
 * knows (a test holds both to the same numbers), the others log in by a password that an administrator gives them.
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
    { label: "Secrétariat", rpps: null, role: "secretaire", nationalId: "30B0152872/SEC00001" },
    { label: "Technicien", rpps: null, role: "technicien", granted: ["insi.call"] },
    { label: "Administrateur", rpps: null, role: "administrateur" },
  ];
}
