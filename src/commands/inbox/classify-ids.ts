import type { OpenCabinet } from "../../services/cabinet.port.js";

type Inbox = Pick<OpenCabinet, "inbox">;

const PAGE = 200;

/** Everything that waits for a decision, oldest first: a replacement comes after what it replaces. */
export async function* allWaiting({ inbox }: Inbox): AsyncGenerator<string> {
  let after: string | undefined;
  for (;;) {
    const page = await inbox.waiting(["new", "new_version", "deletion"], { limit: PAGE, after });
    for (const { id } of page) yield id;
    after = page.at(-1)?.id;
    if (page.length < PAGE) return;
  }
}

/** Documents as typed, in order, each once; a message stands for all of its documents. */
export async function expanded({ inbox }: Inbox, typed: readonly string[]): Promise<readonly string[]> {
  const ids = new Set<string>();
  for (const text of typed) {
    const id = text.trim().toUpperCase();
    const message = /^M\d{1,12}$/.test(id) ? await inbox.get(id) : null;
    if (message === null || message.documents.length === 0) ids.add(id);
    else for (const document of message.documents) ids.add(document.id);
  }
  return [...ids];
}
