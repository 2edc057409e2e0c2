import { basename } from "node:path";
import { SegurError } from "../../domain/errors.js";
import type { ImportOptions } from "../../services/directory/extraction-text.js";
import {
  downloadExtractions,
  importExtraction,
  type MailboxesReport,
  type PeopleReport,
} from "../../services/directory/import.js";
import { frenchDateTime, frenchNumber } from "../../terminal/french.js";
import type { CommandContext } from "../context.js";
import { firstArg, givenFlag, givenText } from "../ins/given.js";
import type { CommandInput } from "../spec.js";

/** `segur mss directory import FICHIER|--download` */
export async function run(context: CommandContext, input: CommandInput): Promise<void> {
  const file = firstArg(input);
  const download = givenFlag(input, "download");
  const people = givenFlag(input, "people");
  if ((file === undefined) !== download || (people && !download)) throw whichFile();
  const sha1 = givenSha1(input);
  const cabinet = await context.cabinet();
  const progress = context.progress("Annuaire");
  const options: ImportOptions = {
    sha1,
    signal: context.interrupted,
    onProgress: (done) => progress.update({ done, total: null, text: "lignes lues" }),
  };
  try {
    const { mailboxes, people: professionals } =
      file === undefined
        ? await downloadExtractions(cabinet, { ...options, force: givenFlag(input, "force"), people })
        : byKind(
            await importExtraction(
              cabinet,
              { name: file === "-" ? null : basename(file), bytes: await context.open(file) },
              options,
            ),
          );
    progress.end();
    const value = { imported: mailboxes !== null, ...withoutKind(mailboxes), people: withoutKind(professionals) };
    await context.output.one("segur.mss.directory.import/1", { id: "annuaire", ...value }, () =>
      [...(professionals === null ? [] : [toldPeople(professionals)]), ...told(mailboxes, professionals, download)].join("\n"),
    );
  } finally {
    progress.end();
  }
}

function byKind(report: MailboxesReport | PeopleReport) {
  return report.kind === "people" ? { mailboxes: null, people: report } : { mailboxes: report, people: null };
}

function withoutKind<T extends { readonly kind: string }>(report: T | null): Omit<T, "kind"> | null {
  if (report === null) return null;
  const { kind: _kind, ...rest } = report;
  return rest;
}

function told(report: MailboxesReport | null, people: PeopleReport | null, download: boolean): readonly string[] {
  if (report === null && people !== null && !download)
    return ["  Les boîtes seront complétées par eux à leur prochain chargement : segur mss directory import --download --force"];
  if (report === null) return ["La copie locale est déjà celle de la dernière extraction : rien n'a été téléchargé."];
  const { mailboxes, duplicates, refused, extractedAt } = report;
  const lines = [`${count(mailboxes, "boîte MSSanté", "boîtes MSSanté")} dans la copie locale de l'annuaire.`];
  if (extractedAt !== null) lines.push(`  extraction du ${frenchDateTime(extractedAt)}`);
  if (duplicates > 0) lines.push(`  ${count(duplicates, "adresse en double réunie", "adresses en double réunies")}`);
  if (refused > 0) lines.push(`  ${count(refused, "ligne laissée", "lignes laissées")} : sans adresse ou sans type de boîte`);
  return lines;
}

function toldPeople({ people, activities, refused, extractedAt }: PeopleReport): string {
  const all = `${count(people, "professionnel", "professionnels")}, ${count(activities, "activité", "activités")}`;
  const lines = [`${all} dans la copie locale de l'annuaire.`];
  if (extractedAt !== null) lines.push(`  extraction du ${frenchDateTime(extractedAt)}`);
  if (refused > 0) lines.push(`  ${count(refused, "ligne laissée", "lignes laissées")} : sans numéro RPPS, ou illisible`);
  return lines.join("\n");
}

function count(value: number, one: string, many: string): string {
  return `${frenchNumber(value)} ${value > 1 ? many : one}`;
}

function givenSha1(input: CommandInput): string | undefined {
  const typed = givenText(input, "sha1");
  if (typed === undefined || /^[0-9a-f]{40}$/i.test(typed)) return typed;
  throw new SegurError({
    kind: "usage",
    code: "directory.sha1",
    message: "L'empreinte donnée (--sha1) n'en est pas une.",
    advice: "Une empreinte SHA-1 a 40 chiffres hexadécimaux.",
  });
}

function whichFile(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "directory.which_file",
    message: "Il faut le fichier de l'extraction, ou bien --download (et alors seulement --people).",
    advice: "segur mss directory import --download",
  });
}
