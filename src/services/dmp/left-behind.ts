import { isInAnotherDmp } from "../../domain/document/document.js";
import type { Patient } from "../../domain/patient.js";
import type { OpenCabinet } from "../cabinet.port.js";
import { heldDocuments } from "./list.js";

/** Documents of a patient's file that are tied to the DMP of an identity which it no longer has, oldest number first. */
export interface LeftBehind {
  /** Put there by this practice, and still there: to be deleted (`segur dmp delete`). */
  readonly pushed: readonly string[];
  /** Taken from there: perhaps somebody else's, in this file. */
  readonly pulled: readonly string[];
}

/** What a correction of the INS leaves where it should not be (INS/va1.53). */
export async function leftBehind(cabinet: OpenCabinet, { id, identity }: Patient): Promise<LeftBehind> {
  const there = (await heldDocuments(cabinet, id)).filter(
    (document) =>
      isInAnotherDmp(document, identity.ins) && document.dmp?.withdrawnAt === undefined && document.state !== "removed",
  );
  const ids = (direction: "pushed" | "pulled") =>
    there
      .filter(({ dmp }) => dmp?.direction === direction)
      .map((document) => document.id)
      .sort((one, other) => Number(one.slice(1)) - Number(other.slice(1)));
  return { pushed: ids("pushed"), pulled: ids("pulled") };
}
