import type { Patient } from "../../domain/patient.js";
import { frenchDate } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";

/**
 * A patient as a person recognises them before something leaves: `P12, MARTIN Jeanne, née le 12/03/1980`. Only on a terminal, for who may
 * see patients; elsewhere the number alone.
 */
export async function whoIs(context: CommandContext, { id, identity, usedName, usedGivenName }: Patient): Promise<string> {
  const { rights } = await context.cabinet();
  if (context.output.machine || !rights.has("patients.read")) return id;
  const { birthName, firstBirthGivenName, birthDate, sex } = identity.traits;
  const name = usedName === null || usedName === birthName ? birthName : `${usedName} (${birthName})`;
  return `${id}, ${name} ${usedGivenName ?? firstBirthGivenName}, ${sex === "F" ? "née" : "né"} le ${frenchDate(birthDate)}`;
}

/** The same of a patient by number, on a terminal only: what is piped keeps the number alone. */
export async function whoIsIt(context: CommandContext, id: string): Promise<string> {
  const { patients } = await context.cabinet();
  const patient = context.io.stdoutIsTty ? await patients.get(id) : null;
  return patient === null ? id : whoIs(context, patient);
}
