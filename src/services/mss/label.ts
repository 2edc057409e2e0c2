import { givenNameShown, type Sender, senderLabel } from "../../domain/message/sender-label.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { textSetting } from "../dmp/subject.js";
import type { Mailbox } from "./mailbox.port.js";

/** The label of the address of who sends. */
export async function labelOf(cabinet: OpenCabinet, mailbox: Mailbox): Promise<string> {
  const sender = await senderOf(cabinet, mailbox);
  return typeof sender === "string" ? sender : senderLabel(sender);
}

/** `mss.label` as it is, else who is in session and where they practise (ECO.2.2.7). */
export async function senderOf(cabinet: OpenCabinet, { kind }: Mailbox): Promise<Sender | string> {
  const set = await textSetting(cabinet, "mss.label");
  if (set !== null) return set;
  const entity = await textSetting(cabinet, "structure.name");
  const { session } = cabinet;
  const professional = session?.session.psc?.professional ?? null;
  const familyName = professional?.familyName ?? session?.user.settings.familyName ?? null;
  if (kind !== "PER" || familyName === null) return { type: "ORG", entity: entity ?? cabinet.info.name };
  const givenName = professional?.givenName ?? session?.user.settings.givenName ?? "";
  const title = (professional?.profession ?? (session?.user.role === "medecin" ? "10" : null)) === "10" ? "Dr" : null;
  return { type: "PER", title, givenName: givenNameShown(givenName), familyName, entity };
}
