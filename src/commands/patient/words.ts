import type { Consent, ConsentUse } from "../../domain/patient.js";
import type { Tone } from "../../terminal/io.port.js";

export const CONSENT_WORDS: Readonly<Record<Consent, { readonly text: string; readonly tone: Tone }>> = {
  none: { text: "rien d'enregistré", tone: "muted" },
  given: { text: "accord", tone: "good" },
  opposed: { text: "opposition", tone: "bad" },
};

export const USE_WORDS: Readonly<Record<ConsentUse, string>> = {
  dmpFeed: "alimentation du DMP",
  dmpRead: "consultation du DMP",
  mssProfessionals: "MSSanté aux professionnels",
  mssPatient: "MSSanté au patient",
};
