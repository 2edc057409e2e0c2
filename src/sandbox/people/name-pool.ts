import { normaliseBirthName, normaliseGivenName } from "../../domain/identity/names.js";
import type { Check } from "../../domain/identity/result.js";
import { Weighted } from "../random.js";
import { ERAS, GIVEN_NAMES_FROM } from "./data/given-names.js";
import { FRENCH_SURNAMES, SURNAMES_FROM } from "./data/surnames.js";

/** A name as people write it (`Cœurdevey`) and as INSi keeps it (`COEURDEVEY`). */
export interface Name {
  readonly written: string;
  readonly plain: string;
}

type Pool = Weighted<Name>;

/** Weights fall with the rank, so that the first names are common and the last ones rare. */
function pool(names: readonly string[], normalise: (text: string) => Check<string>, flatness: number): Pool {
  return new Weighted(
    names.map((written, rank) => {
      const plain = normalise(written);
      if (!plain.ok) throw new RangeError(`name data that INSi would refuse: ${written}`);
      return [{ written, plain: plain.value }, 1 / (rank + flatness)];
    }),
  );
}

type Sexes = { readonly M: Pool; readonly F: Pool };
const given = (names: { readonly M: readonly string[]; readonly F: readonly string[] }): Sexes => ({
  M: pool(names.M, normaliseGivenName, 8),
  F: pool(names.F, normaliseGivenName, 8),
});

/** Made on first use: the table costs some milliseconds that `--help` need not pay. */
class NamePools {
  readonly #french = pool(FRENCH_SURNAMES, normaliseBirthName, 60);
  readonly #from = new Map<string, Pool>();
  readonly #eras = ERAS.map((era) => ({ before: era.before, names: given(era) }));
  readonly #givenFrom = new Map<string, Sexes>();

  constructor() {
    for (const group of Object.keys(SURNAMES_FROM)) {
      this.#from.set(group, pool(SURNAMES_FROM[group] ?? [], normaliseBirthName, 10));
      this.#givenFrom.set(group, given(GIVEN_NAMES_FROM[group] ?? { M: [], F: [] }));
    }
  }

  /** Surnames of a group, French ones for null. */
  surnames(group: string | null): Pool {
    return (group === null ? undefined : this.#from.get(group)) ?? this.#french;
  }

  /** Given names of a group, or of the year for French ones. */
  givenNames(group: string | null, sex: "M" | "F", year: number): Pool {
    const foreign = group === null ? undefined : this.#givenFrom.get(group);
    if (foreign !== undefined) return foreign[sex];
    for (const era of this.#eras) if (year < era.before) return era.names[sex];
    throw new RangeError("the last era has no end");
  }
}

let pools: NamePools | null = null;
export function namePools(): NamePools {
  pools ??= new NamePools();
  return pools;
}

/** Groups of the families that came from elsewhere. */
export const NAME_GROUPS: readonly string[] = Object.keys(SURNAMES_FROM);
