import type { Patient } from "../../domain/patient.js";
import { dmpStatus, type StatusFound } from "../../services/dmp/status.js";
import { resolvePatient } from "../../services/patients/reference.js";
import type { Style } from "../../terminal/io.port.js";
import type { CommandContext } from "../context.js";
import { firstArg } from "../ins/given.js";
import type { CommandInput } from "../spec.js";
import { asTold } from "./emergency.js";
import { statusWords, TRAIT_WORDS } from "./words.js";

/** `segur dmp status PATIENT` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  await asTold(context, input, async (asking) => {
    const cabinet = await context.cabinet();
    const patient = await resolvePatient(cabinet, firstArg(input) ?? "");
    const found = await dmpStatus(cabinet, patient, asking);
    await context.output.one("segur.dmp.status/1", machine(patient, found), (style) => told(patient, found, style));
  });
}

/** The DMP's traits stay out: they are not the local identity (RG_0320). */
function machine({ id }: Patient, { status, at, divergences }: StatusFound): Readonly<Record<string, unknown>> {
  if (status.state !== "open") return { id, ...status, divergences, at };
  const { state, authorization, authorizationCode, medecinTraitant, mesAttached } = status;
  return { id, state, authorization, authorizationCode, medecinTraitant, mesAttached, divergences, at };
}

function told({ id }: Patient, { status, divergences }: StatusFound, style: Style): string {
  const { text, tone } = statusWords(status);
  const lines = [`DMP de ${style("strong", id)} : ${style(tone, text)}`];
  if (status.state === "closed" && status.reason !== null) lines.push(`  motif : ${status.reason}`);
  if (status.state !== "open") {
    const way = status.state === "absent" ? "l'ouvrir" : "le rouvrir";
    lines.push(
      `  Le patient peut ${way} dans Mon espace santé ; d'ici là, ses documents restent au dossier : segur doc list ${id}`,
    );
    return lines.join("\n");
  }
  lines.push(`  médecin traitant : ${status.medecinTraitant ? "vous" : "non, ou pas vous"}`);
  lines.push(`  Mon espace santé : ${status.mesAttached ? "rattaché" : "non rattaché"}`);
  if (divergences.length > 0) {
    const traits = divergences.map((trait) => TRAIT_WORDS[trait]).join(", ");
    lines.push(style("warn", `  Le DMP n'a pas la même identité que le dossier : ${traits}. Vérifiez avant d'aller plus loin.`));
  }
  if (status.authorization === "none" || status.authorization === "expired") {
    lines.push(`  Si le patient y consent : segur dmp authorize ${id} --consent`);
  }
  return lines.join("\n");
}
