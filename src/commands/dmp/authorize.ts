import { authorizeDmp } from "../../services/dmp/authorize.js";
import { resolvePatient } from "../../services/patients/reference.js";
import type { CommandContext } from "../context.js";
import { firstArg, givenFlag } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

/** `segur dmp authorize PATIENT [--consent] [--remove]` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const patient = await resolvePatient(cabinet, firstArg(input) ?? "");
  const done = await authorizeDmp(cabinet, patient, {
    consent: givenFlag(input, "consent"),
    remove: givenFlag(input, "remove"),
    medecinTraitant: givenFlag(input, "medecinTraitant") ? true : undefined,
    signal: context.interrupted,
  });
  await context.output.one("segur.dmp.authorize/1", { id: patient.id, ...done }, (style) => {
    const { action, already } = done;
    if (action === "remove") return `${style("strong", patient.id)} : votre accès à son DMP est ${already ? "déjà " : ""}rendu.`;
    return `${style("strong", patient.id)} : ${already ? "vous étiez déjà autorisé" : "vous êtes autorisé"} à consulter son DMP.`;
  });
}
