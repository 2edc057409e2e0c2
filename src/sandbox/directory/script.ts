import type { NewFaultOf, RuleOf } from "../fault-rules.js";

/** What can go wrong at the directory on demand: late answers, HTTP 503, too many calls whatever their number. */
export const DIRECTORY_FAULT_KINDS = ["slow", "down", "429"] as const;
export type DirectoryFaultKind = (typeof DIRECTORY_FAULT_KINDS)[number];
export type DirectoryFaultRule = RuleOf<DirectoryFaultKind>;
export type NewDirectoryFault = NewFaultOf<DirectoryFaultKind>;
