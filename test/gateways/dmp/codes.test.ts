import { describe, expect, it } from "vitest";
import { CODE_RULES } from "../../../src/gateways/dmp/codes.fr.js";
import { bareCode, serviceFault } from "../../../src/gateways/dmp/codes.js";

/** dmp.md §4: every code of IHE that a registry may answer. */
const IHE =
  "XDSUnknownPatientId XDSPatientIdDoesNotMatch XDSMissingDocument XDSMissingDocumentMetadata XDSRepositoryMetadataError XDSRegistryMetadataError XDSRepositoryError XDSRegistryError XDSRegistryNotAvailable XDSRepositoryOutOfResources XDSRegistryOutOfResources XDSDuplicateUniqueIdInRegistry XDSDuplicateUniqueIdInMessage XDSDuplicateDocumentUniqueIdInRegistry XDSNonIdenticalHash XDSNonIdenticalSize XDSRegistryBusy XDSRepositoryBusy XDSTooManyResults XDSUnknownStoredQuery XDSStoredQueryMissingParam XDSStoredQueryParamNumber XDSRegistryDeprecatedDocumentError XDSUnknownRepositoryId XDSDocumentUniqueIdError XDSResultNotSinglePatient XDSMetadataUpdateError XDSMetadataUpdateOperationError XDSMetadataVersionError XDSPatientIDReconciliationError XDSReplaceFailed XDSExtraMetadataNotSaved UnresolvedReferenceException InvalidDocumentContent".split(
    " ",
  );

describe("codes of the service", () => {
  it("has a sentence of its own for each code of IHE (EX_GEN-1145)", () => {
    expect(IHE.filter((code) => CODE_RULES[code] === undefined)).toEqual([]);
    const sentences = Object.values(CODE_RULES).map(({ message }) => message);
    expect(new Set(sentences).size).toBe(sentences.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-ZÀÉ].*\.$/);
  });

  it("tells an error with its code, its advice and the text of the service", () => {
    const fault = serviceFault("soap:DMPAccessDenied", "PS et Structure non liés", { sensitive: [] });
    expect(fault).toMatchObject({
      code: "dmp.fault.refused",
      serviceCode: "DMPAccessDenied",
      why: "DMPAccessDenied : PS et Structure non liés",
    });
    expect(fault.advice).toContain("segur dmp status");
  });

  it("is uncertain for submissions only", () => {
    expect(serviceFault("XDSDuplicateUniqueIdInRegistry", "", { sensitive: [] }).uncertain).toBe(false);
    expect(serviceFault("XDSDuplicateUniqueIdInRegistry", "", { sensitive: [], submitting: true }).uncertain).toBe(true);
  });

  it("lets nothing but a code be a code", () => {
    expect(bareCode("urn:oasis:x#XDSRegistryBusy ")).toBe("XDSRegistryBusy");
    expect(bareCode("Mme DURAND est absente")).toBe("unknown");
    expect(bareCode("")).toBe("unknown");
    expect(bareCode("__proto__")).toBe("__proto__");
    expect(serviceFault("__proto__", "", { sensitive: [] }).kind).toBe("refused");
  });
});
