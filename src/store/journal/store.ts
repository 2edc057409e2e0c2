import type { Connection } from "../connection.js";
import type { JournalStore } from "../journal.port.js";
import { START } from "./chain.js";
import { findExpired, purgeLines } from "./purge.js";
import { countLines, latestLines, readPage } from "./read.js";
import { headOf, verifyJournal } from "./verify.js";

/** The journal over the traces of the cabinet. */
export function openJournal(connection: Connection): JournalStore {
  return {
    head: () => connection.read(() => headOf(connection) ?? START),
    page: (query) => connection.read(() => readPage(connection, query)),
    count: (filter) => connection.read(() => countLines(connection, filter)),
    latest: (before) => connection.read(() => latestLines(connection, before)),
    verify: (options = {}) => verifyJournal(connection, options),
    expired: (rules) => connection.read(() => findExpired(connection, rules, 0).outcome),
    async purge(request) {
      // What is freed in the file is overwritten, there and in the log of writes: the content is gone, not only unlinked.
      connection.pragma("secure_delete = ON");
      try {
        const outcome = await connection.write(() => purgeLines(connection, request));
        if (outcome.total > 0) connection.pragma("wal_checkpoint(TRUNCATE)");
        return outcome;
      } finally {
        connection.pragma("secure_delete = OFF");
      }
    },
  };
}
