import type { CopiedMailbox, DirectoryActivity, DirectoryMailbox } from "./entry.js";

/**
 * A mailbox with what the line of its extraction does not say and the activities of its owner do (ANN/va1.01, .03). Only what is certain
 * is shown: one profession among the activities, one place. A mailbox without a place whose owner works in several is found by each of
 * them, so that nobody else of the same name is taken for the only one there.
 */
export function completed(mailbox: DirectoryMailbox, activities: readonly DirectoryActivity[]): CopiedMailbox {
  const [first] = activities;
  if (first === undefined) return mailbox;
  const known: DirectoryMailbox = {
    ...mailbox,
    familyName: mailbox.familyName ?? first.familyName,
    givenName: mailbox.givenName ?? first.givenName,
    civility: mailbox.civility ?? first.civility,
    profession: mailbox.profession ?? only(activities, ({ profession }) => profession, codeOf),
    speciality: mailbox.speciality ?? only(activities, ({ speciality }) => speciality, codeOf),
  };
  if (mailbox.city !== null) return known;
  const id = mailbox.structure?.id ?? null;
  const places = activities.filter(({ structure }) => id === null || structure?.id === id);
  const place = only(places, placeOf, ({ structure, city }) => `${structure?.id ?? structure?.name ?? ""}|${city ?? ""}`);
  if (place === null) return { ...known, elsewhere: places };
  const { structure, postcode, city, department } = place;
  return { ...known, structure: mailbox.structure ?? structure, postcode, city, department };
}

/** Whether the activities of its owner could say more of a mailbox. Half of the professions have no savoir-faire: that none is said says nothing. */
export function isIncomplete({ rpps, familyName, profession, city }: DirectoryMailbox): boolean {
  return rpps !== null && (familyName === null || profession === null || city === null);
}

/** What all that say something say. */
function only<T>(
  activities: readonly DirectoryActivity[],
  said: (one: DirectoryActivity) => T | null,
  key: (value: T) => string,
) {
  const all = new Map(activities.map(said).flatMap((value) => (value === null ? [] : [[key(value), value] as const])));
  const [value] = all.values();
  return all.size === 1 && value !== undefined ? value : null;
}

function placeOf(one: DirectoryActivity): DirectoryActivity | null {
  return one.structure === null && one.city === null ? null : one;
}

function codeOf({ code, label }: { readonly code: string; readonly label: string }): string {
  return code === "" ? label : code;
}
