import type { Environment } from "../../domain/ports.js";

const WORDS: Readonly<Record<Environment, string | null>> = {
  production: null,
  bas: "Environnement de test (BAS) : données d'essai. Ces chiffres ne prouvent rien.",
  sandbox: "Bac à sable : données fictives. Ces chiffres ne prouvent rien.",
};

/** What a page says before all else when its data are not those of patients; null in production. An unknown world is not one of production. */
export function environmentBanner(environment: string): string | null {
  const banner = WORDS[environment as Environment];
  return banner === undefined ? `Environnement « ${environment} » : ces chiffres ne valent rien.` : banner;
}
