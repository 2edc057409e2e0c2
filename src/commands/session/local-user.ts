import { SegurError } from "../../domain/errors.js";
import type { OpenCabinet } from "../../services/cabinet.port.js";
import type { CommandContext } from "../context.js";

/** The local user who logs in by password: the one named, else the only one who has a password, else the person chooses. */
export async function localUserId(context: CommandContext, { users }: OpenCabinet, given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  const able = (await users.list()).filter((user) => user.hasPassword && user.disabledAt === null);
  const [only, ...others] = able;
  if (only === undefined) throw nobodyHasOne();
  if (others.length === 0) return only.id;
  const choices = able.map((user) => ({ name: `${user.label} (${user.id})`, value: user.id }));
  return context.prompt.choose("Qui êtes-vous ?", choices, { flag: "--user ID" });
}

function nobodyHasOne(): SegurError {
  return new SegurError({
    kind: "auth",
    code: "login.no_password",
    message: "Aucun utilisateur de ce cabinet n'a de mot de passe local.",
    why: "Un administrateur connecté en donne un à qui en a besoin.",
    advice: "segur login --ciba, puis segur user set U1 --password-file FICHIER",
  });
}
