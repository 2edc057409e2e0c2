import { createHash } from "node:crypto";
import type { ContentId } from "../../domain/document/document.js";
import type { Clock } from "../../domain/ports.js";
import type { Connection, SqlParams, SqlValue } from "../connection.js";
import type { ContentInfo, ContentStore } from "../documents.port.js";
import { contentDamaged, contentMissing } from "./errors.js";
import { firstPiece, PIECE_BYTES, piecesOf, type SealedContent } from "./pieces.js";

const WHOLE = "SELECT id, sha256, sha1, size, pieces FROM contents WHERE sha256 = ?";
const SEAL = "UPDATE contents SET sha256 = ?, sha1 = ?, size = ?, pieces = ?, written_at = ? WHERE id = ?";
/** What nobody names. The two cases are two queries: the second has an index of its own. */
const FORGOTTEN = `SELECT id FROM contents WHERE written_at < @before AND (sha256 IS NULL OR NOT (
    EXISTS (SELECT 1 FROM documents WHERE content = contents.id) OR EXISTS (SELECT 1 FROM documents WHERE cda = contents.id) OR
    EXISTS (SELECT 1 FROM outbox_contents WHERE content = contents.id) OR EXISTS (SELECT 1 FROM quarantine WHERE content = contents.id) OR
    EXISTS (SELECT 1 FROM inbox_documents WHERE content = contents.id) OR
    EXISTS (SELECT 1 FROM inbox_messages WHERE mailbox = 'file:' || contents.sha256)))
  ORDER BY id`;
const DAY_MS = 86_400_000;

/** Row of a whole content. @throws `document.content_missing` */
export function contentRow(connection: Connection, id: ContentId): number {
  const row = connection.prepare<[string], { id: number }>("SELECT id FROM contents WHERE sha256 = ?").get(id);
  if (row === undefined) throw contentMissing();
  return row.id;
}

/** Contents of the cabinet, see the port. A transaction never holds more than a few pieces: other commands write in between. */
export function openContents(connection: Connection, clock: Pick<Clock, "now">): ContentStore {
  const now = () => clock.now().toISOString();
  const find = (id: ContentId) => connection.prepare<[string], SealedContent>(WHOLE).get(id);

  return {
    async write(source) {
      const sha256 = createHash("sha256");
      const sha1 = createHash("sha1");
      let [row, rank, size]: [number | null, number, number] = [null, 0, 0];
      const store = (pieces: readonly Buffer[]) => {
        row ??= start(connection, now());
        const insert = connection.prepare<[number, Buffer], unknown>("INSERT INTO content_pieces (id, data) VALUES (?, ?)");
        for (const piece of pieces) insert.run(firstPiece(row) + rank++, piece);
      };
      try {
        for await (const { pieces, last } of piecesOf(source)) {
          for (const piece of pieces) {
            sha256.update(piece);
            sha1.update(piece);
            size += piece.length;
          }
          if (!last) {
            await connection.write(() => store(pieces));
            continue;
          }
          const info: ContentInfo = { id: sha256.digest("hex"), sha1: sha1.digest("hex"), size };
          await connection.write(() => {
            const known = find(info.id);
            if (known !== undefined) {
              if (row !== null) drop(connection, row);
              connection.prepare<SqlValue[], unknown>("UPDATE contents SET written_at = ? WHERE id = ?").run(now(), known.id);
              return;
            }
            store(pieces);
            const sealed = connection.prepare<SqlValue[], unknown>(SEAL).run(info.id, info.sha1, size, rank, now(), row);
            // Forgotten meanwhile, which takes a write that lasts more than a day.
            if (sealed.changes !== 1) throw contentMissing();
          });
          return info;
        }
      } catch (error) {
        const cut = row;
        // What cannot be undone now (a full disk) is never read, and is swept later.
        if (cut !== null) await connection.write(() => drop(connection, cut)).catch(() => {});
        throw error;
      }
      throw new Error("a content always has a last piece");
    },

    passing: () => connection.holdLess(),

    info: (id) =>
      connection.read(() => {
        const found = find(id);
        return found === undefined ? null : { id: found.sha256, sha1: found.sha1, size: found.size };
      }),

    async *read(id) {
      const content = await connection.read(() => find(id));
      if (content === undefined) throw contentMissing();
      const hash = createHash("sha256");
      let size = 0;
      for (let rank = 0; rank < content.pieces; rank++) {
        const piece = await connection.read(() => {
          const select = connection.prepare<[number], Buffer>("SELECT data FROM content_pieces WHERE id = ?");
          return select.pluck().get(firstPiece(content.id) + rank) as Buffer | undefined;
        });
        if (piece === undefined || piece.length > PIECE_BYTES) throw contentDamaged();
        hash.update(piece);
        size += piece.length;
        yield piece;
      }
      if (size !== content.size || hash.digest("hex") !== id) throw contentDamaged();
    },

    async sweep(at) {
      const before = new Date(Date.parse(at) - DAY_MS).toISOString();
      const rows = await connection.read(() => connection.prepare<[SqlParams], number>(FORGOTTEN).pluck().all({ before }));
      let swept = 0;
      // One by one, each looked at again: a document may have come to name it meanwhile.
      for (const row of rows) {
        const one = `SELECT 1 FROM (${FORGOTTEN}) WHERE id = @row`;
        swept += await connection.write(() => {
          if (connection.prepare<[SqlParams], unknown>(one).get({ before, row }) === undefined) return 0;
          drop(connection, Number(row));
          return 1;
        });
      }
      return swept;
    },
  };
}

function start(connection: Connection, at: string): number {
  const insert = connection.prepare<[string], unknown>("INSERT INTO contents (written_at) VALUES (?)");
  return Number(insert.run(at).lastInsertRowid);
}

function drop(connection: Connection, row: number): void {
  const pieces = connection.prepare<[number, number], unknown>("DELETE FROM content_pieces WHERE id >= ? AND id < ?");
  pieces.run(firstPiece(row), firstPiece(row + 1));
  connection.prepare<[number], unknown>("DELETE FROM contents WHERE id = ?").run(row);
}
