import type { GroupSpec } from "../spec.js";
import { FEED } from "./spec.feed.js";
import { authorize, list, news, pull, show, status } from "./spec.read.js";

/** `segur dmp …`: the shared medical record of a patient, read and fed. */
export const dmp: GroupSpec = {
  name: "dmp",
  summary: "DMP du patient : état, autorisation, liste, lecture, import, dépôt",
  commands: [status, authorize, news, list, show, pull, ...FEED],
};
