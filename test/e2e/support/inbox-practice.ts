import { createIdentity } from "../../../src/domain/identity/creation.js";
import { kindAt, type WeekKind } from "../../../src/sandbox/mail/week/kinds.js";
import { weekPeople } from "../../../src/sandbox/mail/week/people.js";
import { NO_COMPLEMENT } from "../../../src/services/patients/complement.js";
import { writeStore } from "./ledger.js";
import { openPractice, type Practice } from "./practice.js";

export interface InboxPractice extends Practice {
  /** Ids of the messages of a kind once all were synchronised: message `index` of the week is the one that came in that place. */
  ids(kind: WeekKind): readonly string[];
  /** The message that one of the week is about. */
  aboutOf(id: string): string;
}

/** A practice whose patients are those of the week, all qualified, and whose mailbox holds a week of messages. */
export async function openInboxPractice({ seed = 3, count = 60 } = {}): Promise<InboxPractice> {
  const practice = await openPractice();
  const people = weekPeople(null);
  await writeStore(practice.store, async (store) => {
    const inserts = Array.from({ length: people.count }, (_, index) => {
      const person = people.at(index);
      const made = createIdentity({ ...person, birthGivenNames: person.givenNames });
      if (!made.ok) throw new Error("an official identity is refused");
      const ins = { matricule: person.number + person.key, oid: person.oid };
      const identity = { ...made.identity, status: "qualifiee" as const, ins };
      return { ...NO_COMPLEMENT, fileNumber: `C${index + 1}`, identity, birthDateInterpreted: false, lastInsi: null };
    });
    await store.patients.save({ inserts });
  });
  const filled = await practice.segur(["sandbox", "mail", "--count", String(count), "--seed", String(seed)], {
    timeoutMs: 120_000,
  });
  if (filled.code !== 0) throw new Error(`sandbox mail: ${filled.stderr}`);
  return {
    ...practice,
    ids: (kind) =>
      Array.from({ length: count }, (_, index) => index)
        .filter((index) => kindAt(seed, index).kind === kind)
        .map((index) => `M${index + 1}`),
    aboutOf: (id) => `M${(kindAt(seed, Number(id.slice(1)) - 1).about ?? -1) + 1}`,
  };
}
