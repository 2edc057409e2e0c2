import type { GroupSpec } from "../spec.js";
import { attribute, proof, review, runs } from "./spec.local.js";
import { check, datamatrix, status } from "./spec.read.js";
import { qualify, resume, verify } from "./spec.remote.js";

/** `segur ins …`: the identity of patients, from the pre-flight check to the datamatrix. */
export const ins: GroupSpec = {
  name: "ins",
  summary: "identité INS : contrôler, qualifier, vérifier, justifier",
  commands: [check, qualify, runs, resume, review, verify, proof, attribute, status, datamatrix],
};
