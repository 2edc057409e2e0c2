const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** Under these of `.fr` anybody, or a whole profession, has a name (publicsuffix.org, section « fr »; AFNIC, sectoral domains). */
const FRENCH = new Set(
  (
    "asso com gouv nom prd tm avocat avoues cci greta huissier-justice aeroport chambagri chirurgiens-dentistes experts-comptables " +
    "geometre-expert medecin notaires pharmacien port veterinaire presse fbx-os fbxos freebox-os freeboxos goupile edu"
  ).split(" "),
);
/** As a second label before the two letters of a country, they are nobody's: `co.uk`, `com.be`, `gov.it`. */
const GENERIC = new Set(["ac", "asso", "co", "com", "edu", "go", "gob", "gouv", "gov", "mil", "ne", "net", "nom", "or", "org"]);

/**
 * Whether a domain may be added to the trust space (`mss.domains`): what is under it receives messages, and the token of Pro Santé Connect.
 * At least two labels, and none under which strangers register theirs: a public suffix would trust the whole of it.
 */
export function isOwnDomain(domain: string): boolean {
  const labels = domain.toLowerCase().split(".");
  const [second = "", top = ""] = labels;
  if (labels.length < 2 || domain.length > 253 || !labels.every((each) => LABEL.test(each)) || /^\d+$/.test(labels.at(-1) ?? ""))
    return false;
  if (labels.length > 2) return true;
  return !(top === "fr" ? FRENCH.has(second) : top.length === 2 && GENERIC.has(second));
}
