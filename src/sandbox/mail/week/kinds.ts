import { SeededRandom } from "../../random.js";

/** What a message of the week is, and what a reader must make of it (mss.md §2, cda.md §4 and §5). */
export const WEEK_KINDS = {
  bio_normal: "biologie sans alerte",
  bio_out: "biologie hors intervalle",
  bio_urgent_high: "biologie, attention immédiate (HH)",
  bio_urgent_low: "biologie, attention immédiate (LL)",
  bio_urgent_other: "biologie, attention immédiate (AA)",
  bio_comment: "biologie avec un commentaire",
  bio_conflict: "biologie, indicateur et intervalle en désaccord",
  bio_partial: "biologie partielle",
  bio_replacement: "nouvelle version d'une biologie",
  bio_deletion: "suppression d'une biologie",
  duplicate: "document déjà reçu",
  discharge: "lettre de liaison",
  imaging: "compte rendu d'imagerie",
  specialist: "compte rendu de consultation",
  several: "plusieurs documents",
  pdf_alone: "PDF sans CDA",
  text: "message sans document",
  text_end: "message sans document, fin d'échange",
  patient_reply: "réponse d'un patient",
  delivered: "avis de distribution",
  bounce: "avis d'échec",
  read: "accusé de lecture",
  not_qualified: "document sans INS",
  unknown_ins: "document de quelqu'un d'autre",
  traits_differ: "matricule connu, autres traits",
  test_oid: "matricule de test",
  metadata_other: "métadonnées d'un autre patient",
  hash_wrong: "empreinte fausse",
  size_wrong: "taille fausse",
  traversal: "archive hostile",
  damaged: "archive abîmée",
  broken: "message illisible",
} as const;
export type WeekKind = keyof typeof WEEK_KINDS;

const times = (count: number, kind: WeekKind): WeekKind[] => Array.from({ length: count }, () => kind);

/** The first sixty: everything there is, once at least. */
const SHOWCASE: readonly WeekKind[] = [
  ...times(9, "bio_normal"),
  ...times(6, "bio_out"),
  ...(["bio_urgent_high", "bio_urgent_low", "bio_urgent_other", "bio_comment", "bio_comment"] as const),
  ...(["bio_conflict", "bio_partial", "bio_replacement", "bio_deletion", "duplicate"] as const),
  ...times(4, "discharge"),
  ...times(5, "imaging"),
  ...times(6, "specialist"),
  ...(["several", "pdf_alone", "text", "text", "text_end", "patient_reply", "patient_reply"] as const),
  ...(["delivered", "bounce", "read", "not_qualified", "unknown_ins", "traits_differ", "test_oid"] as const),
  ...(["metadata_other", "hash_wrong", "size_wrong", "traversal", "damaged", "broken"] as const),
];
/** Those that come in turn in the rounds that follow. */
const URGENT: readonly WeekKind[] = ["bio_urgent_high", "bio_urgent_low", "bio_urgent_other", "bio_conflict"];
const UNSURE: readonly WeekKind[] = ["not_qualified", "unknown_ins", "traits_differ", "test_oid"];
const WRONG: readonly WeekKind[] = ["metadata_other", "hash_wrong", "size_wrong", "traversal", "damaged", "broken"];

export const ROUND = SHOWCASE.length;

function ordinary(round: number): readonly WeekKind[] {
  const inTurn = (list: readonly WeekKind[]): WeekKind => list[round % list.length] ?? "text";
  return [
    ...times(14, "bio_normal"),
    ...times(8, "bio_out"),
    ...times(2, "bio_comment"),
    inTurn(URGENT),
    ...(["bio_partial", "bio_replacement", "bio_deletion", "duplicate"] as const),
    ...times(6, "discharge"),
    ...times(7, "imaging"),
    ...times(9, "specialist"),
    ...(["several", "pdf_alone", "text", "text", "text", "patient_reply", "patient_reply"] as const),
    ...(["delivered", "read"] as const),
    inTurn(UNSURE),
    inTurn(WRONG),
  ];
}

/** Kinds that are about an earlier message of their round, with the kind of that one. */
const ABOUT: Partial<Readonly<Record<WeekKind, WeekKind>>> = {
  bio_replacement: "bio_out",
  bio_deletion: "bio_comment",
  duplicate: "specialist",
};

/** Message `index` of a seed, whatever the size of the week: its kind, and the index of the earlier one that it is about. */
export function kindAt(seed: number, index: number): { readonly kind: WeekKind; readonly about: number | null } {
  const round = Math.floor(index / ROUND);
  const deck = shuffled(round === 0 ? SHOWCASE : ordinary(round), seed, round);
  const kind = deck[index % ROUND] ?? "text";
  const earlier = ABOUT[kind];
  return { kind, about: earlier === undefined ? null : round * ROUND + deck.indexOf(earlier) };
}

let last: { readonly key: string; readonly deck: readonly WeekKind[] } | null = null;

function shuffled(kinds: readonly WeekKind[], seed: number, round: number): readonly WeekKind[] {
  const key = `${seed}|${round}`;
  if (last?.key === key) return last.deck;
  const random = new SeededRandom(seed, round, 0x3ee4);
  const deck = [...kinds];
  const swap = (a: number, b: number): void => {
    [deck[a], deck[b]] = [deck[b] ?? "text", deck[a] ?? "text"];
  };
  for (let at = deck.length - 1; at > 0; at -= 1) swap(at, random.between(0, at));
  // What is about another message comes after it.
  for (const [kind, earlier] of Object.entries(ABOUT) as [WeekKind, WeekKind][]) {
    const [own, other] = [deck.indexOf(kind), deck.indexOf(earlier)];
    if (own < other) swap(own, other);
  }
  last = { key, deck };
  return deck;
}
