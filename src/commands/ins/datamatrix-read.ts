import { maskMatricule, matriculeNature } from "../../domain/identity/matricule.js";
import { readDatamatrix } from "../../services/ins/datamatrix.js";
import { traceAccess } from "../../services/ins/identity-store.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";
import { givenFlag } from "./given.js";
import { frenchDate } from "./words.js";

/** Shows the identity that a datamatrix carries; it comes from another domain and proves nothing here (EXI REC 02). */
export async function showDatamatrix(context: CommandContext, input: CommandInput, path: string): Promise<void> {
  const { warnings, matricule, ...identity } = await readDatamatrix(await context.open(path));
  const reveal = givenFlag(input, "reveal");
  if (reveal) await traceAccess(await context.cabinet(), undefined, "ins.datamatrix.read");
  const { output } = context;
  for (const warning of warnings) output.warn(warning);
  const shown = reveal ? matricule : maskMatricule(matricule);
  const nature = matriculeNature(identity.oid);
  const value = { id: null, matricule: shown, nature, ...identity, warnings, mustCallInsi: true };
  await output.one("segur.ins.datamatrix.read/1", value, (style) =>
    [
      style("strong", "Identité portée par le datamatrix"),
      `  Nom de naissance      ${identity.birthName}`,
      `  Prénoms de naissance  ${identity.birthGivenNames.join(", ")}`,
      `  Sexe                  ${identity.sex}`,
      `  Date de naissance     ${frenchDate(identity.birthDate)}`,
      `  Lieu de naissance     ${identity.birthPlace ?? "non précisé"}`,
      `  INS                   ${shown} ${nature ?? ""} (OID ${identity.oid})`,
    ].join("\n"),
  );
  output.note(
    "Cette identité vient d'un autre domaine : INSi doit être appelé avant de s'y fier. Cherchez le patient (segur patient search), " +
      "créez-le s'il manque (segur patient create), puis : segur ins qualify ID",
  );
}
