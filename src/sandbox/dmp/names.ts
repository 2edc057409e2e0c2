/** Where the services are, under the host (dmp.md §1.1). */
export const DMP_PATH = "/si-dmp-server/v2/services";
export const SERVICES = ["patients", "patientsSpecific", "habilitations", "registry", "repository"] as const;
export type DmpServiceName = (typeof SERVICES)[number];

export const NS = {
  soap: "http://www.w3.org/2003/05/soap-envelope",
  wsa: "http://www.w3.org/2005/08/addressing",
  wsse: "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
  saml: "urn:oasis:names:tc:SAML:2.0:assertion",
  ds: "http://www.w3.org/2000/09/xmldsig#",
  xop: "http://www.w3.org/2004/08/xop/include",
  hl7: "urn:hl7-org:v3",
  xds: "urn:ihe:iti:xds-b:2007",
  rim: "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0",
  rs: "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0",
  lcm: "urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0",
  query: "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0",
  patients: "urn:si-dmp-patients",
  habilitations: "urn:si-dmp-habilitations",
} as const;

/** wsa:Action of each operation: service, request, answer (dmp.md §1.3). */
export const OPERATIONS = {
  status: { service: "patients", request: "urn:hl7-org:v3:PRPA_IN201307UV02", answer: "urn:hl7-org:v3:PRPA_IN201308UV02" },
  authorize: {
    service: "habilitations",
    request: "urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorization",
    answer: "urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorizationResponse",
  },
  authorizations: {
    service: "habilitations",
    request: "urn:si-dmp-habilitations:HabilitationsEndPoint:listAuthorizationByPatient",
    answer: "urn:si-dmp-habilitations:HabilitationsEndPoint:listAuthorizationByPatientResponse",
  },
  patientList: {
    service: "patientsSpecific",
    request: "urn:si-dmp-patients:PatientSpecificEndPoint:patientList",
    answer: "urn:si-dmp-patients:PatientSpecificEndPoint:patientListResponse",
  },
  query: {
    service: "registry",
    request: "urn:ihe:iti:2007:RegistryStoredQuery",
    answer: "urn:ihe:iti:2007:RegistryStoredQueryResponse",
  },
  update: {
    service: "registry",
    request: "urn:ihe:iti:2010:UpdateDocumentSet",
    answer: "urn:ihe:iti:2010:UpdateDocumentSet-Response",
  },
  provide: {
    service: "repository",
    request: "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b",
    answer: "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-bResponse",
  },
  retrieve: {
    service: "repository",
    request: "urn:ihe:iti:2007:RetrieveDocumentSet",
    answer: "urn:ihe:iti:2007:RetrieveDocumentSetResponse",
  },
} as const satisfies Record<string, { service: DmpServiceName; request: string; answer: string }>;
export type Operation = keyof typeof OPERATIONS;

/** The usual repository of the DMP (dmp.md TD3.2). */
export const REPOSITORY = "1.2.250.1.213.4.1.1.1.2";
/** Device id of the DMP in HL7 v3 messages. */
export const DMP_DEVICE = "1.2.250.1.213.4.1.1.1";
