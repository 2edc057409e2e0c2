import type { OpenCabinet } from "../../services/cabinet.port.js";
import type { SessionDeps } from "../../services/session/open.js";
import type { CommandContext } from "../context.js";

/** What the session services take of an opened cabinet. */
export function sessionDeps(context: CommandContext, cabinet: OpenCabinet): SessionDeps {
  const { users, traces, clock, info } = cabinet;
  return { sessions: context.sessions(info.instanceId), users, traces, clock };
}
