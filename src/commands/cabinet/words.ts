import type { KeyPlace } from "../../services/cabinet/keys.port.js";

/** Where a key is, in French. */
export function placeWords(place: KeyPlace | null): string {
  if (place === null) return "absente de cette machine";
  if (place.place === "keyring") return "dans le trousseau du système";
  return place.place === "variable" ? `SEGUR_CABINET_KEY_FILE : ${place.path}` : `fichier ${place.path}`;
}
