import { NS } from "../../documents/rim/names.js";
import { type RefusalContext, registryFault, registryMessage } from "./codes.js";
import type { XmlAttributes, XmlHandler } from "./transport.port.js";

/** One `rs:RegistryError`. */
export interface RegistryError {
  readonly code: string;
  readonly context: string;
  readonly location: string;
  readonly warning: boolean;
}

export interface ServiceMessage {
  readonly code: string;
  readonly message: string;
}

export type RegistryStatus = "Success" | "PartialSuccess" | "Failure" | "unknown";

/** Status and errors that every ebXML answer carries on its root (ITI TF-3 §4.2.4), gathered while it is read. */
export class RegistryOutcome {
  status: RegistryStatus | null = null;
  readonly errors: RegistryError[] = [];

  /** To be told of every element that opens; true when it was one of its own. */
  open(local: string, attributes: XmlAttributes): boolean {
    if (local === "RegistryError") {
      this.errors.push({
        code: attributes.get("errorCode")?.trim() ?? "",
        context: attributes.get("codeContext") ?? "",
        location: attributes.get("location") ?? "",
        warning: attributes.get("severity")?.endsWith("Warning") ?? false,
      });
      return true;
    }
    return local === "RegistryErrorList";
  }

  /** To be told of the attributes of `RegistryResponse` or `AdhocQueryResponse`. */
  root(attributes: XmlAttributes): void {
    const status = attributes.get("status") ?? "";
    const local = status.slice(status.lastIndexOf(":") + 1);
    this.status = local === "Success" || local === "PartialSuccess" || local === "Failure" ? local : "unknown";
  }

  get failure(): RegistryError | null {
    return this.errors.find(({ warning }) => !warning) ?? null;
  }

  get warnings(): readonly RegistryError[] {
    return this.errors.filter(({ warning }) => warning);
  }
}

/** Reads a bare `rs:RegistryResponse` (TD2.1, TD3.3). */
export function readRegistryResponse(): {
  readonly handler: XmlHandler;
  /** Warnings of a success. @throws {DmpFault} for anything else */
  success(context: RefusalContext): readonly ServiceMessage[];
} {
  const outcome = new RegistryOutcome();
  return {
    handler: {
      open: (uri, local, attributes) => {
        if (local === "RegistryResponse" && uri === NS.rs) outcome.root(attributes);
        else outcome.open(local, attributes);
      },
      text: () => {},
      close: () => {},
    },
    success: (context) => {
      if (outcome.status !== "Success") throw registryFault(outcome, context);
      return warningMessages(outcome, context);
    },
  };
}

/** Warnings in words, for who asked. */
export function warningMessages(outcome: RegistryOutcome, context: RefusalContext): readonly ServiceMessage[] {
  return outcome.warnings.map((error) => registryMessage(error, context));
}
