import type { DmpPeople } from "../dmp/people.js";

/** State of Mon espace santé: the mailbox is there with an open DMP that is attached to it (mss.md §1.6). */
export function patientState(people: DmpPeople, matricule: string): "attached" | "closed" | "unknown" {
  const person = people.find(people.oidOf(matricule));
  if (person === null || person.state === "absent") return "unknown";
  return person.state === "open" && person.mesAttached ? "attached" : "closed";
}
