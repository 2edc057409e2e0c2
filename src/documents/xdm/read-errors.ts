import { SegurError } from "../../domain/errors.js";

const ASK = "N'ouvrez pas cette archive avec un autre logiciel ; redemandez les documents à leur émetteur.";

/** Why an archive that was received is refused (mss.md §2.6). Names of files are not quoted: they may hold those of people. */
export const XDM_REFUSALS = {
  "xdm.damaged": "L'archive est abîmée ou incomplète.",
  "xdm.checksum": "Un fichier de l'archive ne correspond pas à sa somme de contrôle.",
  "xdm.too_many_entries": "L'archive a plus de fichiers que la limite.",
  "xdm.entry_too_large": "Un fichier de l'archive dépasse la taille permise.",
  "xdm.too_large": "L'archive dépasse, une fois décompressée, la taille permise.",
  "xdm.ratio": "Un fichier de l'archive se décompresse démesurément (bombe de décompression).",
  "xdm.size_lies": "Un fichier de l'archive n'a pas la taille que l'archive annonce.",
  "xdm.traversal": "Un nom de fichier de l'archive sort de son dossier (« .. »).",
  "xdm.absolute": "Un nom de fichier de l'archive est un chemin absolu.",
  "xdm.backslash": "Un nom de fichier de l'archive contient une barre oblique inverse.",
  "xdm.name": "Un nom de fichier de l'archive est vide ou contient des caractères de contrôle.",
  "xdm.duplicate": "Deux fichiers de l'archive portent le même nom, aux majuscules près.",
  "xdm.link": "L'archive contient un lien vers un autre fichier.",
  "xdm.encrypted": "L'archive est chiffrée par un mot de passe.",
  "xdm.method": "Un fichier de l'archive est compressé par une méthode inconnue.",
  "xdm.not_xdm": "L'archive n'est pas une archive IHE XDM : elle n'a pas de dossier IHE_XDM/SUBSET01.",
  "xdm.doctype":
    "METADATA.XML est refusé : il contient une déclaration DOCTYPE, qui pourrait lire des fichiers ou saturer la mémoire.",
  "xdm.metadata_depth": "METADATA.XML est refusé : ses éléments sont imbriqués sans fin.",
  "xdm.metadata_size": "METADATA.XML est refusé : il est trop volumineux.",
  "xdm.metadata_xml": "METADATA.XML n'est pas un XML lisible.",
} as const;
export type XdmRefusal = keyof typeof XDM_REFUSALS;

/** An archive that is refused whole, or the METADATA.XML of one of its subsets. */
export function xdmRefused(code: XdmRefusal, details?: Readonly<Record<string, unknown>>, cause?: unknown): SegurError {
  return new SegurError({
    kind: "input",
    code,
    message: XDM_REFUSALS[code],
    advice: ASK,
    rule: "ITI-32",
    details,
    cause,
  });
}
