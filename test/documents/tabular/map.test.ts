import { describe, expect, it } from "vitest";
import { parseColumnMap } from "../../../src/documents/tabular/map.js";
import { SCHEMA } from "./helpers.js";

describe("--map", () => {
  it("reads pairs and JSON", () => {
    const expected = new Map([
      ["Nom, prénom", "nom_naissance"],
      ["a=b", "dossier"],
    ]);
    expect(parseColumnMap('{"Nom, prénom":"nom_naissance","a=b":"dossier"}', SCHEMA)).toEqual(expected);
    expect(parseColumnMap("Nom=nom_naissance, a=b=Dossier,", SCHEMA)).toEqual(
      new Map([
        ["Nom", "nom_naissance"],
        ["a=b", "dossier"],
      ]),
    );
  });

  it.each([
    ["", "Elle est vide."],
    ["Nom", "« Nom » n'a pas de signe « = »."],
    ["=dossier", "Il manque le titre du fichier devant « =dossier »."],
    ["Nom=nom_naisance", "La colonne « nom_naisance » n'existe pas. Vouliez-vous dire « nom_naissance » ?"],
    ["Nom=xyz", "La colonne « xyz » n'existe pas."],
    ["A=dossier,B=dossier", "« A » et « B » désignent tous deux « dossier »."],
    ["{", "Le fichier n'est pas du JSON lisible."],
    ['{"A":1}', "La valeur de « A » n'est pas un texte."],
  ])("refuses %j", (text, why) => {
    expect(() => parseColumnMap(text, SCHEMA)).toThrow(expect.objectContaining({ kind: "usage", code: "tabular.map", why }));
  });
});
