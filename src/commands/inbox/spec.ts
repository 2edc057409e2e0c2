import type { GroupSpec } from "../spec.js";
import { filingCommands } from "./spec.filing.js";
import { readCommands } from "./spec.read.js";
import { receiveCommands } from "./spec.receive.js";
import { replyCommands } from "./spec.reply.js";

/** `segur inbox …`: what MSSanté brings. */
export const inbox: GroupSpec = {
  name: "inbox",
  summary: "boîte de réception MSSanté : relever, lire, classer, acquitter, répondre",
  commands: [...receiveCommands, ...readCommands, ...filingCommands, ...replyCommands],
};
