import { associationType } from "../../../documents/rim/names.js";
import type { Association, DocumentEntry, SubmissionSetEntry } from "../../../domain/document/entry.js";
import { RegistryOutcome } from "../registry-response.js";
import type { XmlHandler } from "../transport.port.js";
import { type Told, toEntry, toSet } from "./entry.js";
import type { RimObject } from "./object.js";
import { RimReader } from "./reader.js";

/** What an AdhocQueryResponse is made of, given as it comes. */
export interface QuerySink {
  entry?(entry: DocumentEntry): void;
  set?(set: SubmissionSetEntry): void;
  association?(association: Association): void;
  /** ObjectRef, or the id of anything else when only references matter. */
  reference?(id: string): void;
}

/** Handler of `query:AdhocQueryResponse` (ITI-18). Its outcome is known when the exchange is over. */
export function readQueryAnswer(
  sink: QuerySink,
  told: Told,
): { readonly handler: XmlHandler; readonly outcome: RegistryOutcome } {
  const outcome = new RegistryOutcome();
  const give = (object: RimObject): void => {
    switch (object.kind) {
      case "ExtrinsicObject": {
        if (sink.reference !== undefined) sink.reference(object.attributes.get("id") ?? "");
        const entry = sink.entry === undefined ? null : toEntry(object, told);
        if (entry !== null) sink.entry?.(entry);
        break;
      }
      case "RegistryPackage": {
        const set = sink.set === undefined ? null : toSet(object, told);
        if (set !== null) sink.set?.(set);
        break;
      }
      case "Association":
        sink.association?.({
          id: object.attributes.get("id") ?? "",
          type: associationType(object.attributes.get("associationType") ?? ""),
          source: object.attributes.get("sourceObject") ?? "",
          target: object.attributes.get("targetObject") ?? "",
        });
        break;
      case "ObjectRef":
        sink.reference?.(object.attributes.get("id") ?? "");
    }
  };
  const handler = new RimReader(give, (local, attributes) => {
    if (local === "AdhocQueryResponse" || local === "RegistryResponse") outcome.root(attributes);
    else outcome.open(local, attributes);
  });
  return { handler, outcome };
}
