import { senderLabel } from "../../domain/message/sender-label.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { textSetting } from "../dmp/subject.js";
import type { Mailbox } from "./mailbox.port.js";

/** `mss.label`, else who is in session and where they practise (ECO.2.2.7). */
export async function labelOf(cabinet: OpenCabinet, { kind }: Mailbox): Promise<string> {
  const set = await textSetting(cabinet, "mss.label");
  if (set !== null) return set;
  const entity = await textSetting(cabinet, "structure.name");
  const { session } = cabinet;
  const professional = session?.session.psc?.professional ?? null;
  const familyName = professional?.familyName ?? session?.user.settings.familyName ?? null;
  if (kind !== "PER" || familyName === null) return senderLabel({ type: "ORG", entity: entity ?? cabinet.info.name });
  const givenName = professional?.givenName ?? session?.user.settings.givenName ?? "";
  const title = (professional?.profession ?? (session?.user.role === "medecin" ? "10" : null)) === "10" ? "Dr" : null;
  return senderLabel({ type: "PER", title, givenName, familyName, entity });
}
