import type { DraftAuthor, DraftStructure } from "../../../documents/cda/draft.js";
import { facility, practiceSetting } from "../../../documents/vocabularies/codes.js";
import { specialty } from "../../../documents/vocabularies/people.js";
import type { Code } from "../../../domain/document/code.js";

/** A professional of this world who feeds the DMP, with where he or she works. */
export interface SeedAuthor {
  readonly author: DraftAuthor;
  readonly structure: DraftStructure;
}

/** These codes are in the official tables, or the tables are not what they were. */
export function known(code: Code | null): Code {
  if (code === null) throw new Error("the vocabularies lack a code of the seeded documents");
  return code;
}

function structure(id: string, name: string, sector: string, setting: string, city: string): DraftStructure {
  return {
    id,
    name,
    facility: known(facility(sector)),
    practiceSetting: known(practiceSetting(setting)),
    address: "1 place de la République",
    postcode: "63000",
    city,
    phone: null,
  };
}

function author(id: string, familyName: string, givenName: string, specialtyCode: string | null): DraftAuthor {
  const isDoctor = specialtyCode?.startsWith("G15_10") === true;
  return {
    person: { id, familyName, givenName, civility: null, title: isDoctor ? "DR" : null },
    specialty: specialtyCode === null ? null : known(specialty(specialtyCode)),
    role: null,
  };
}

/** Invented, like every name of the sandbox; their national ids are not given to anybody. */
export function seedAuthors() {
  const hospital = structure("10B0999001", "CENTRE HOSPITALIER DES ESSAIS", "SA01", "ETABLISSEMENT", "CLERMONT-FERRAND");
  return {
    hospital: { author: author("899700000101", "HOPITAL", "Claire", "G15_10/SM04"), structure: hospital },
    emergency: { author: author("899700000104", "GARDE", "Nicolas", "G15_10/SM26"), structure: hospital },
    laboratory: {
      author: author("899700000102", "LABO", "Pierre", "G15_10/SM03"),
      structure: structure("10B0999002", "LABORATOIRE DES ESSAIS", "SA25", "AMBULATOIRE", "RIOM"),
    },
    imaging: {
      author: author("899700000103", "RADIO", "Sophie", "G15_10/SM44"),
      structure: structure("10B0999003", "CABINET D'IMAGERIE DES ESSAIS", "SA08", "AMBULATOIRE", "THIERS"),
    },
    pharmacy: {
      author: author("899700000105", "OFFICINE", "Marc", "G15_21/A"),
      structure: structure("10B0999004", "PHARMACIE DES ESSAIS", "SA33", "AMBULATOIRE", "ISSOIRE"),
    },
    specialist: {
      author: author("899700000106", "CARDIO", "Hélène", "G15_10/SM04"),
      structure: structure("10B0999005", "CABINET DR CARDIO", "SA07", "AMBULATOIRE", "VICHY"),
    },
    patient: {
      author: author("30B0999006/PATIENT", "PATIENT", "Espace santé", null),
      structure: structure("10B0999006", "MON ESPACE SANTE", "SA07", "AMBULATOIRE", "PARIS"),
    },
  } as const satisfies Record<string, SeedAuthor>;
}
