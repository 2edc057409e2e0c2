import { createHash, randomUUID } from "node:crypto";
import { NS } from "../names.js";
import { type Refusal, registryError } from "../refusal.js";
import type { Filed } from "../registry.js";
import { slotOf } from "../rim.js";
import type { Caller } from "../vihf.js";
import type { World } from "../world.js";
import { child, childrenOf, escapeXml, type XmlElement } from "../xml.js";

/** One document of an answer. */
export interface RetrievedPart {
  /** `<uuid>-<n>@urn:ihe:iti:xds-b:2007`, percent-encoded in the `cid:` URL. */
  readonly contentId: string;
  readonly filed: Filed;
}

export interface RetrieveAnswer {
  /** The child of `soap:Body`. */
  readonly xml: string;
  readonly outcome: string;
  readonly parts: readonly RetrievedPart[];
}

/**
 * TD3.2 (ITI-43): several documents at once, each with its own refusal; PartialSuccess when only some are given.
 * @throws {Refusal} when nothing may be read at all
 */
export async function retrieve(world: World, caller: Caller, body: XmlElement): Promise<RetrieveAnswer> {
  const requests = childrenOf(body, NS.xds, "DocumentRequest");
  if (body.name !== "RetrieveDocumentSetRequest" || requests.length === 0)
    throw registryError("XDSRepositoryError", "DocumentRequest attendu");
  const { person, standing } = world.enterAuthorised("retrieve", caller, true);
  await world.seeder.ensure(person);
  const parts: RetrievedPart[] = [];
  const errors: Refusal[] = [];
  const uuid = randomUUID();
  let responses = "";
  for (const request of requests) {
    const text = (name: string): string => child(request, NS.xds, name)?.text.trim() ?? "";
    const uniqueId = text("DocumentUniqueId");
    const filed = world.registry.byUniqueId(uniqueId);
    if (filed === null || filed.matricule !== person.matricule) {
      errors.push(registryError("XDSDocumentUniqueIdError", "Document inconnu", uniqueId));
      continue;
    }
    if (text("RepositoryUniqueId") !== slotOf(filed.object, "repositoryUniqueId")) {
      errors.push(registryError("XDSUnknownRepositoryId", "Le document n'est pas dans ce dépôt", uniqueId));
      continue;
    }
    if (!world.isShown(filed, caller, person, standing)) {
      errors.push(registryError("DMPAccessDeniedByRightsService", "Document masqué à ce professionnel", uniqueId));
      continue;
    }
    const contentId = `${uuid}-${parts.length + 2}@urn:ihe:iti:xds-b:2007`;
    parts.push({ contentId, filed });
    responses +=
      `<ns4:DocumentResponse><ns4:RepositoryUniqueId>${text("RepositoryUniqueId")}</ns4:RepositoryUniqueId><ns4:DocumentUniqueId>${escapeXml(uniqueId)}</ns4:DocumentUniqueId>` +
      `<ns4:mimeType>${escapeXml(filed.object.mimeType ?? "text/xml")}</ns4:mimeType><ns4:Document><xop:Include xmlns:xop="${NS.xop}" href="cid:${encodeCid(contentId)}"/>` +
      `</ns4:Document></ns4:DocumentResponse>`;
  }
  const status = errors.length === 0 ? "Success" : parts.length === 0 ? "Failure" : "PartialSuccess";
  const xml = `<ns4:RetrieveDocumentSetResponse xmlns:ns4="${NS.xds}">${registryResponse(status, errors)}${responses}</ns4:RetrieveDocumentSetResponse>`;
  return { xml, outcome: errors[0]?.code ?? status, parts };
}

/** As CXF writes it: `@` stands, the colons do not (dmp.md TD3.2). */
function encodeCid(contentId: string): string {
  return encodeURIComponent(contentId).replace("%40", "@");
}

const STATUS = "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType";

/** `rs:RegistryResponse`, with its errors. */
export function registryResponse(status: "Success" | "Failure" | "PartialSuccess", errors: readonly Refusal[] = []): string {
  const open = `<ns2:RegistryResponse xmlns:ns2="${NS.rs}" status="${STATUS}:${status}"`;
  return errors.length === 0 ? `${open}/>` : `${open}>${errorList(errors)}</ns2:RegistryResponse>`;
}

function errorList(errors: readonly Refusal[]): string {
  const severity = "urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Error";
  const lines = errors.map(
    ({ code, message, location }) =>
      `<ns2:RegistryError errorCode="${code}" codeContext="${escapeXml(message)}" location="${escapeXml(location)}" severity="${severity}"/>`,
  );
  return `<ns2:RegistryErrorList highestSeverity="${severity}">${lines.join("")}</ns2:RegistryErrorList>`;
}

/** `query:AdhocQueryResponse` of a refused query. */
export function queryFailure(error: Refusal): string {
  return (
    `<ns3:AdhocQueryResponse xmlns:ns3="${NS.query}" xmlns:ns2="${NS.rs}" status="${STATUS}:Failure">${errorList([error])}` +
    `<ns5:RegistryObjectList xmlns:ns5="${NS.rim}"/></ns3:AdhocQueryResponse>`
  );
}

/** The bytes of a document: of a file, or written again. */
export async function* bytesOf(world: World, filed: Filed): AsyncGenerator<Buffer> {
  if ("file" in filed.place) yield* world.disk.read(filed.place.file);
  else yield await world.seeder.content(filed.place.seed);
}

/** For the fault `other-patient`: the same document, of somebody whose matricule is another. */
export async function otherPatient(world: World, filed: Filed): Promise<{ readonly bytes: Buffer; readonly hash: string }> {
  const pieces: Buffer[] = [];
  for await (const piece of bytesOf(world, filed)) pieces.push(piece);
  const text = Buffer.concat(pieces).toString("latin1");
  // As long as it was: the size of the entry stays right.
  const bytes = Buffer.from(text.replaceAll(`"${filed.matricule}"`, '"276099912345674"'), "latin1");
  return { bytes, hash: createHash("sha1").update(bytes).digest("hex") };
}
