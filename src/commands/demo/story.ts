import { maskMatricule, matriculeNature } from "../../domain/identity/matricule.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../../services/cabinet.port.js";
import type { CheckTally } from "../../services/ins/check-tally.js";
import { pendingReviews } from "../../services/ins/review.js";
import type { CommandContext } from "../context.js";
import { plural } from "../ins/plural.js";
import { headline, outcomeTable } from "../ins/run-output.js";
import { STATUS_WORDS } from "../ins/words.js";
import type { Qualified } from "./steps.js";

const SHOWN = 5;

/** What a person reads: each step, the command that does it, and what came out. Silent with a machine format. */
export class Story {
  #step = 0;

  constructor(private readonly context: CommandContext) {}

  async step(title: string, command: string): Promise<void> {
    const { style } = this.context.output;
    this.#step += 1;
    await this.say(`\n${style("strong", `${this.#step}. ${title}`)}\n   ${style("muted", `$ ${command}`)}`);
  }

  async say(text: string): Promise<void> {
    if (!this.context.output.machine) await this.context.io.out(`${text}\n`);
  }

  async check(tally: CheckTally): Promise<void> {
    const { output } = this.context;
    const { ready, risk, blocked } = tally.predictions;
    await this.say(
      `${plural(ready, "prêt", "prêts")}, ${plural(risk, "risque", "risquent")} de ne pas être trouvé${risk > 1 ? "s" : ""}, ${plural(blocked, "ne partira pas", "ne partiront pas")}. D'abord :`,
    );
    const codes = tally.codes.filter(({ level }) => level !== "info").slice(0, SHOWN);
    if (codes.length > 0)
      await this.say(
        output
          .table(
            ["Problème", "Patients"],
            codes.map(({ message, count }) => [message, String(count)]),
          )
          .trimEnd(),
      );
  }

  async outcome({ opened, summary, qualified, recovered, seconds }: Qualified): Promise<void> {
    await this.say(`${headline(opened, summary)}, en ${french(seconds)} s`);
    await this.say(outcomeTable(this.context.output, summary).trimEnd());
    await this.say(
      `${plural(qualified, "identité qualifiée", "identités qualifiées")} (pièce d'identité déjà vue), ` +
        `${plural(recovered, "récupérée", "récupérées")} (il ne manque que la pièce).`,
    );
  }

  async reviews(cabinet: OpenCabinet): Promise<void> {
    const rows: string[][] = [];
    let more = 0;
    for await (const { review, patient, comparison } of pendingReviews(cabinet, {})) {
      const different = comparison.rows.find((row) => row.verdict === "different");
      if (rows.length < SHOWN) rows.push([review.id, patient.id, different?.local ?? "", different?.returned ?? ""]);
      else more += 1;
    }
    if (rows.length === 0) return this.say("Rien : toutes les réponses concordaient.");
    await this.say(this.context.output.table(["Réponse", "Patient", "Dossier", "INSi"], rows).trimEnd());
    if (more > 0) await this.say(`… et ${plural(more, "autre", "autres")}.`);
  }

  async identity(cabinet: OpenCabinet, before: Patient | null): Promise<void> {
    const after = before === null ? null : await cabinet.patients.get(before.id);
    if (before === null || after === null) return this.say("Aucune pièce d'identité n'était enregistrée dans ce fichier.");
    const rows = [
      ["Statut", STATUS_WORDS[before.identity.status].text, STATUS_WORDS[after.identity.status].text],
      ["Nom de naissance", before.identity.traits.birthName, after.identity.traits.birthName],
      ["Prénoms", before.identity.traits.birthGivenNames.join(" "), after.identity.traits.birthGivenNames.join(" ")],
      ["Lieu de naissance", before.identity.traits.birthPlace, after.identity.traits.birthPlace],
      ["INS", insOf(before), insOf(after)],
    ];
    await this.say(this.context.output.table(["", "Avant", "Après"], rows).trimEnd());
  }

  async end(name: string, flag: string, seconds: number): Promise<void> {
    const { style } = this.context.output;
    const steps = [
      ["segur sandbox start --detach", "le bac à sable s'est arrêté avec la démonstration"],
      [`segur ins review${flag}`, "décider des réponses qui attendent, traits côte à côte"],
      [`segur patient search martin${flag}`, "chercher un patient"],
      [`segur ins proof P1${flag}`, "enregistrer la pièce d'identité vue"],
      ["segur sandbox fault insi timeout --rate 0.1", "mettre INSi en panne, pour voir"],
    ];
    await this.say(`\n${style("strong", `Fait en ${french(seconds)} s.`)} Le cabinet « ${name} » est à vous. Pour continuer :`);
    const width = Math.max(...steps.map(([command = ""]) => command.length));
    for (const [command = "", does = ""] of steps) await this.say(`   ${style("strong", command.padEnd(width))}   ${does}`);
    await this.say(`   ${style("muted", "(depuis ce dossier : node bin/segur.js à la place de segur, ou npm link une fois)")}`);
  }
}

/** Masked: even here nobody learns to print matricules. */
function insOf(patient: Patient): string {
  const { ins } = patient.identity;
  return ins === null ? "—" : `${maskMatricule(ins.matricule)} (${matriculeNature(ins.oid) ?? "?"})`;
}

function french(seconds: number): string {
  return seconds.toFixed(1).replace(".", ",");
}
