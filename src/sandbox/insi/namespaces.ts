/** Namespaces on the wire (insi.md §1.2). */
export const NS = {
  soap: "http://www.w3.org/2003/05/soap-envelope",
  wsa: "http://www.w3.org/2005/08/addressing",
  wsse: "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
  ctxlps: "urn:siram:lps:ctxlps",
  ctxbam: "urn:siram:bam:ctxbam",
  siram: "urn:siram",
  traits: "http://www.cnamts.fr/INSiRecSans",
  vitale: "http://www.cnamts.fr/INSiRecVit",
  result: "http://www.cnamts.fr/INSiResultat",
} as const;

/** `wsa:Action` of the two searches of WSDL 1.5.0 (insi.md §1.1). */
export const SEARCH_BY_VITALE = "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecCarteVitale";
export const SEARCH_BY_TRAITS = "urn:ServiceIdentiteCertifiee:1.0.0:rechercherInsAvecTraitsIdentite";
