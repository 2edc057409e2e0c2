import type { GroupSpec } from "../spec.js";
import { authorize, list, news, pull, show, status } from "./spec.read.js";

/** `segur dmp …`: the shared medical record of a patient. */
export const dmp: GroupSpec = {
  name: "dmp",
  summary: "DMP du patient : état, autorisation, liste, lecture, import",
  commands: [status, authorize, news, list, show, pull],
};
