import type { GroupSpec } from "../spec.js";
import { FEED } from "./spec.feed.js";

/** `segur dmp …`: the patient's DMP, read and fed. */
export const dmp: GroupSpec = {
  name: "dmp",
  summary: "DMP du patient : voir, lire, reprendre, déposer",
  commands: [...FEED],
};
