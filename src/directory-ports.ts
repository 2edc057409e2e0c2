import type { DirectoryConnection } from "./directory.js";
import type { DirectoryClient } from "./gateways/directory/port.js";
import type { DirectoryPorts } from "./services/directory/directory.port.js";
import type { AddressBook, DirectoryCopy, PeopleCopy } from "./store/directory.port.js";

/**
 * Annuaire Santé for one cabinet, each part loaded at its first use. Part of the composition root.
 * @param dataFolder where the copy is
 */
export function lazyDirectory(
  book: AddressBook,
  dataFolder: string,
  connection: () => DirectoryConnection,
): { readonly ports: DirectoryPorts; close(): Promise<void> } {
  let copy: Promise<DirectoryCopy> | undefined;
  let people: Promise<PeopleCopy> | undefined;
  let client: Promise<DirectoryClient | null> | undefined;
  const load = () => import("./directory.js");
  return {
    ports: {
      book,
      copy() {
        copy ??= load().then(({ openCopy }) => openCopy(dataFolder));
        return copy;
      },
      online() {
        client ??= load().then(({ connectDirectory }) => connectDirectory(connection()));
        return client;
      },
      people() {
        people ??= load().then(({ openPeople }) => openPeople(dataFolder));
        return people;
      },
      extraction: async (kind) => (await load()).extractionSource(connection(), kind),
    },
    async close() {
      // A connection that failed was told to the command already.
      await (await client?.catch(() => undefined))?.close();
      await (await copy)?.close();
      await (await people)?.close();
    },
  };
}
