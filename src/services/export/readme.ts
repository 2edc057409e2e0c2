/** `LISEZ-MOI.txt`, the same in every export. */
export function readmeText(): Buffer {
  return Buffer.from(
    [
      "Export de portabilité d'un cabinet médical (art. L.1470-5-1 du code de la santé publique).",
      "",
      "manifest.json             ce que contient l'export, ce qui n'y est pas et pourquoi, empreintes SHA-256",
      "journal.syslog            journal du cabinet (RFC 5424), hors patients ; export de tout le cabinet seulement",
      "patients/P42/             un dossier par patient, nommé par son identifiant opaque",
      "  manifest.json           chaque fichier du dossier, sa taille, son empreinte SHA-256",
      "  patient.json            identité, coordonnées, consentements",
      "  medical.json            antécédents, allergies, traitements… (avec le droit aux données médicales)",
      "  vsm/                    volet de synthèse médicale : CDA R2 niveau 3 et PDF/A-1b",
      "  documents.json          métadonnées de chaque document, versions, états, acquittements",
      "  documents/D7/           l'original, le CDA échangé s'il y en a un, la forme PDF",
      "  exchanges.json          envois qui concernent le patient, avec leur ligne du journal",
      "  journal.syslog          lignes du journal qui concernent le patient (RFC 5424)",
      "",
      "Les textes sont en UTF-8. Le format est décrit dans docs/export-format.md du logiciel segur.",
      "Ces données sont couvertes par le secret médical.",
      "",
    ].join("\n"),
    "utf8",
  );
}
