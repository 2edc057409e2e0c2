import { FRENCH_PLACES } from "../people/data/places.js";
import { type SeededRandom, Weighted } from "../random.js";

export interface Town {
  readonly postcode: string;
  readonly city: string;
  /** `75`, `2A`, `971`. */
  readonly department: string;
}

let towns: Weighted<Town> | null = null;

/** A town in France, the big ones more often. */
export function placeOf(random: SeededRandom): Town {
  towns ??= new Weighted(
    FRENCH_PLACES.filter(({ cog }) => !cog.startsWith("98")).map(
      ({ cog, label, weight }) => [townOf(cog, label), weight] as const,
    ),
  );
  return towns.pick(random);
}

/** The postcode of the chief town: near enough for people who do not exist. */
function townOf(cog: string, label: string): Town {
  const department = cog.startsWith("97") ? cog.slice(0, 3) : cog.slice(0, 2);
  const [, name = label, district] = /^(.*?)(?: (\d+)(?:er|e))?$/.exec(label) ?? [];
  const postcode =
    department.length === 3 ? `${department}00` : `${department.replace(/[AB]/, "0")}0${(district ?? "00").padStart(2, "0")}`;
  const plain = name
    .replace(/ \(.*\)$/, "")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toUpperCase();
  return { postcode, city: plain, department };
}
