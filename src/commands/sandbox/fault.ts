import { SegurError } from "../../domain/errors.js";
import type {
  DirectoryFaultRule,
  DmpFaultRule,
  FaultRule,
  MssFaultRule,
  PscFaultRule,
  SandboxControl,
  SandboxTools,
} from "../../sandbox/port.js";
import type { CommandContext } from "../context.js";
import { textArgument, textOption } from "../input.js";
import type { CommandInput } from "../spec.js";
import { faultText } from "./describe.js";

const SCHEMA = "segur.sandbox.fault/1";

export async function run(context: CommandContext, input: CommandInput): Promise<number> {
  const service = serviceOf(textArgument(input, 0));
  const tools = await context.sandbox();
  const text = typeof input.args[1] === "string" ? input.args[1] : undefined;
  // Read first: a mistake is told even when no sandbox runs.
  const options = { rate: textOption(input, "rate"), count: textOption(input, "count") };
  const work = FAULTS[service](tools, text, options);
  const faults = await work(await tools.needed());
  await context.output.one(SCHEMA, { id: service, faults }, () => faultsText(faults));
  if (service === "dmp" && faults.some(({ kind }) => kind === "other-patient")) {
    context.output.note(
      "L'index annonce maintenant les documents de l'autre : relisez la liste (segur dmp list PATIENT --refresh), puis prenez-en un.",
    );
  }
  if (faults.length > 0) context.output.note(`Pour les enlever : segur sandbox fault ${service} off`);
  return 0;
}

interface HowOften {
  readonly rate: string | undefined;
  readonly count: string | undefined;
}
/** What to ask of the sandbox once it is found: the faults in place after it. */
type AnyRule = FaultRule | PscFaultRule | DmpFaultRule | MssFaultRule | DirectoryFaultRule;
type Work = (control: SandboxControl) => Promise<readonly AnyRule[]>;

function insiFaults(tools: SandboxTools, text: string | undefined, options: HowOften): Work {
  const fault = text === undefined || text === "off" ? undefined : tools.readFault(text, options);
  return async (control) => {
    if (text === "off") await control.clearFaults();
    return fault === undefined ? (await control.status()).faults : control.addFault(fault);
  };
}

function pscFaults(tools: SandboxTools, text: string | undefined, options: HowOften): Work {
  const fault = text === undefined || text === "off" ? undefined : tools.readPscFault(text, options);
  return async (control) => {
    if (text === "off") await control.clearPscFaults();
    return fault === undefined ? ((await control.status()).psc?.faults ?? []) : control.addPscFault(fault);
  };
}

function dmpFaults(tools: SandboxTools, text: string | undefined, options: HowOften): Work {
  const fault = text === undefined || text === "off" ? undefined : tools.readDmpFault(text, options);
  return async (control) => {
    if (text === "off") await control.clearDmpFaults();
    return fault === undefined ? ((await control.status()).dmp?.faults ?? []) : control.addDmpFault(fault);
  };
}

function mssFaults(tools: SandboxTools, text: string | undefined, options: HowOften): Work {
  const fault = text === undefined || text === "off" ? undefined : tools.readMssFault(text, options);
  return async (control) => {
    if (text === "off") await control.clearMssFaults();
    return fault === undefined ? ((await control.status()).mail?.faults ?? []) : control.addMssFault(fault);
  };
}

function directoryFaults(tools: SandboxTools, text: string | undefined, options: HowOften): Work {
  const fault = text === undefined || text === "off" ? undefined : tools.readDirectoryFault(text, options);
  return async (control) => {
    if (text === "off") await control.clearDirectoryFaults();
    return fault === undefined ? ((await control.status()).directory?.faults ?? []) : control.addDirectoryFault(fault);
  };
}

const FAULTS = { insi: insiFaults, psc: pscFaults, dmp: dmpFaults, mss: mssFaults, directory: directoryFaults } as const;

/** What the help calls it in French is taken too. */
const IN_FRENCH: Readonly<Record<string, keyof typeof FAULTS>> = { annuaire: "directory", mssante: "mss", mssanté: "mss" };

function serviceOf(typed: string): keyof typeof FAULTS {
  const text = typed.toLowerCase();
  const service = IN_FRENCH[text] ?? text;
  if (!isService(service)) throw unknownService(typed);
  return service;
}

function isService(text: string): text is keyof typeof FAULTS {
  return Object.hasOwn(FAULTS, text);
}

function faultsText(faults: readonly AnyRule[]): string {
  if (faults.length === 0) return "Aucune panne en place.";
  return ["Pannes en place :", ...faults.map((fault) => `  ${faultText(fault)}`)].join("\n");
}

function unknownService(service: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "sandbox.service_unknown",
    message: `Service inconnu : « ${service} ».`,
    why: "Le bac à sable contient : insi, psc, dmp, mss, directory.",
    advice: "Les pannes de chacun : segur sandbox fault --help",
  });
}
