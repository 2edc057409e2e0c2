import type { NewPatient, RcpDate } from "../src/domain/patient.js";

/**
 * A seeded French-like population for the benchmarks: frequent names as frequent as in France (MARTIN 0.35 %, MARIE among
 * the given names of one woman in five), a long tail of rare ones, compound and foreign names, married names, a third of
 * women with a used name. Nobody exists.
 */
const SURNAMES =
  "MARTIN BERNARD THOMAS PETIT ROBERT RICHARD DURAND DUBOIS MOREAU LAURENT SIMON MICHEL LEFEBVRE LEROY ROUX DAVID BERTRAND MOREL FOURNIER GIRARD BONNET DUPONT LAMBERT FONTAINE ROUSSEAU VINCENT MULLER LEFEVRE FAURE ANDRE MERCIER BLANC GUERIN BOYER GARNIER CHEVALIER FRANCOIS LEGRAND GAUTHIER GARCIA PERRIN ROBIN CLEMENT MORIN NICOLAS HENRY ROUSSEL MATHIEU GAUTIER MASSON MARCHAND DUVAL DENIS DUMONT MARIE LEMAIRE NOEL MEYER DUFOUR MEUNIER BRUN BLANCHARD GIRAUD JOLY RIVIERE LUCAS BRUNET GAILLARD BARBIER ARNAUD MARTINEZ GERARD ROCHE RENARD SCHMITT ROY LEROUX COLIN VIDAL CARON PICARD ROGER FABRE AUBERT LEMOINE RENAUD DUMAS LACROIX OLIVIER PHILIPPE BOURGEOIS PIERRE BENOIT REY LECLERC PAYET ROLLAND LECLERCQ GUILLAUME LECOMTE LOPEZ JEAN DUPUY GUILLOT HUBERT BERGER CARPENTIER SANCHEZ DUPUIS MOULIN LOUIS DESCHAMPS HUET VASSEUR PEREZ BOUCHER FLEURY ROYER KLEIN JACQUET ADAM PARIS POIRIER MARTY AUBRY GUYOT CARRE CHARLES RENAULT CHARPENTIER MENARD MAILLARD BARON BERTIN BAILLY HERVE SCHNEIDER FERNANDEZ".split(
    " ",
  );
const SPECIAL = [
  "LE GALL",
  "LE GOFF",
  "N'DIAYE",
  "D'ALMEIDA",
  "DE OLIVEIRA",
  "DA SILVA",
  "BEN AHMED",
  "EL IDRISSI",
  "SAINT-JEAN",
  "L'HOSTIS",
];
const WOMEN =
  "MARIE NATHALIE ISABELLE CATHERINE SYLVIE FRANCOISE MARTINE MONIQUE JACQUELINE CHRISTINE VALERIE SANDRINE CELINE STEPHANIE JEANNE ANNE CLAIRE JULIE CAMILLE LEA EMMA LOUISE ALICE CHLOE INES MANON SARAH LAURA MARGUERITE YVETTE SIMONE DENISE NICOLE MARION MARINE MARIE-CLAUDE ANNE-MARIE FATIMA AICHA LUCIE".split(
    " ",
  );
const MEN =
  "JEAN PIERRE MICHEL PHILIPPE ALAIN BERNARD ANDRE JACQUES DANIEL PATRICK NICOLAS CHRISTOPHE LAURENT FREDERIC DAVID STEPHANE OLIVIER THOMAS JULIEN ALEXANDRE ANTOINE LUCAS HUGO GABRIEL RAPHAEL LOUIS ARTHUR JULES PAUL RENE ROGER MARCEL JEAN-PIERRE JEAN-CLAUDE MOHAMED KARIM YANIS MATHIS ENZO LEO".split(
    " ",
  );
const SYLLABLES =
  "BA BE BO CHA CLE COR DE DU FA FER FON GA GI GRE JA JO LA LE LIN LO MA MER MI MON NA NE NO PA PEL PON QUE RA RE RI RO SA SE SI SOU TA TE TI TOU VA VER VI BRI CAR DRE GUI HAM KA KO MEN OU PLA SAN TRA VAL ZA".split(
    " ",
  );
const ENDINGS = "RD T N X Y ET EAU IER IN ON AULT OT EL ARD EZ".split(" ");

export type Random = () => number;

/** Deterministic numbers in [0, 1) (mulberry32). */
export function random(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(list: readonly T[], rnd: Random): T {
  const found = list[Math.floor(rnd() * list.length)];
  if (found === undefined) throw new Error("empty list");
  return found;
}

/** 18 % of people bear a listed name, the first ones more often (the real share of the 150 most frequent names). */
function surname(rnd: Random): string {
  const draw = rnd();
  if (draw < 0.18) return SURNAMES[Math.floor(SURNAMES.length * rnd() ** 1.6)] ?? "MARTIN";
  if (draw < 0.2) return pick(SPECIAL, rnd);
  const length = 1 + Math.floor(rnd() * 2.4);
  let name = "";
  for (let i = 0; i <= length; i++) name += SYLLABLES[Math.floor(SYLLABLES.length * rnd() ** 1.3)] ?? "MA";
  return name + pick(ENDINGS, rnd);
}

function givenName(sex: "M" | "F", rnd: Random): string {
  const list = sex === "F" ? WOMEN : MEN;
  if (rnd() < 0.85) return list[Math.floor(list.length * rnd() ** 2.2)] ?? "MARIE";
  return pick(SYLLABLES, rnd) + pick(SYLLABLES, rnd) + (sex === "F" ? "A" : "O");
}

const two = (value: number): string => String(value).padStart(2, "0");

function isoDate(rnd: Random, from: number, years: number): string {
  return `${from + Math.floor(rnd() * years)}-${two(1 + Math.floor(rnd() * 12))}-${two(1 + Math.floor(rnd() * 28))}`;
}

/** One in fifty is « 1er janvier »: dates of people born abroad whose day is unknown. */
function birthDate(rnd: Random): string {
  const date = isoDate(rnd, 1930, 96);
  return rnd() < 0.02 ? `${date.slice(0, 4)}-01-01` : date;
}

function rcpOf(rnd: Random): RcpDate[] {
  const draw = rnd();
  if (draw > 0.01) return [];
  return [{ date: draw < 0.004 ? isoDate(rnd, 2027, 1) : isoDate(rnd, 2025, 2), done: draw >= 0.004 }];
}

const NOTHING = { homonyme: false, douteuse: false, fictive: false };
const NO_CONSENT = { dmpFeed: "none", dmpRead: "none", mssProfessionals: "none", mssPatient: "none" } as const;

/** The `index`-th patient: 70 % with a matricule, 18 % in ALD, 20 % already asked to INSi. */
export function frenchPatient(index: number, rnd: Random): NewPatient {
  const sex = rnd() < 0.53 ? "F" : "M";
  const birthGivenNames = [givenName(sex, rnd)];
  while (birthGivenNames.length < 3 && rnd() < 0.6) birthGivenNames.push(givenName(sex, rnd));
  const firstBirthGivenName = birthGivenNames[0] ?? "MARIE";
  const ald = rnd() < 0.18;
  const asked = rnd();
  const number = `${sex === "M" ? 1 : 2}${two(index % 97)}${two(1 + (index % 12))}63${String(index).padStart(8, "0")}`.slice(
    0,
    15,
  );
  return {
    fileNumber: `D${String(index).padStart(7, "0")}`,
    identity: {
      traits: {
        birthName: surname(rnd),
        birthGivenNames,
        firstBirthGivenName,
        birthDate: birthDate(rnd),
        sex,
        birthPlace: "63113",
      },
      status: asked < 0.14 ? "qualifiee" : "provisoire",
      ins: rnd() < 0.7 ? { matricule: number.padEnd(15, "0"), oid: "1.2.250.1.213.1.4.8" } : null,
      insHistory: [],
      attributes: rnd() < 0.002 ? { ...NOTHING, douteuse: true } : NOTHING,
      proof: null,
    },
    usedName: sex === "F" && rnd() < 0.33 ? surname(rnd) : null,
    usedGivenName: rnd() < 0.05 ? givenName(sex, rnd) : null,
    birthDateInterpreted: false,
    billingBirthDate: null,
    contact: { address: null, postcode: "63000", city: "Clermont-Ferrand", phone: null, email: null },
    medecinTraitant: "Dr Exemple",
    ald,
    diagnoses: ald && rnd() < 0.5 ? [pick(["E11.9", "I10", "C50", "I50"], rnd)] : [],
    lastSeen: isoDate(rnd, 2024, 3),
    lastVsm: ald && rnd() < 0.5 ? isoDate(rnd, 2025, 2) : null,
    rcp: rcpOf(rnd),
    consents: NO_CONSENT,
    lastInsi: asked < 0.2 ? { outcome: asked < 0.14 ? "00" : asked < 0.199 ? "01" : "KO", at: "2026-11-01T10:00:00.000Z" } : null,
  };
}
