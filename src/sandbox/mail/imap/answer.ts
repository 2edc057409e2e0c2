/** What follows the tag of a command: `OK …`, `NO …`. */
export type Answer = string;

/** The command was understood and cannot be done: answered by NO. */
export class Refused extends Error {}
