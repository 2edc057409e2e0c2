import { encodeWord, mailDate, message, multipart } from "../reports/compose.js";

export interface WeekFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

export interface WeekMail {
  readonly messageId: string;
  readonly at: Date;
  readonly from: { readonly address: string; readonly label: string };
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly files: readonly WeekFile[];
  /** Other headers, in their order. */
  readonly headers: readonly (readonly [name: string, value: string | null])[];
}

/** A message as the software of a colleague sends it (mss.md §1): text first, then the archive and the files beside it. */
export function weekMail({ messageId, at, from, to, subject, text, files, headers }: WeekMail): Buffer {
  const boundary = `=_${messageId.replace(/[^0-9a-z]/g, "").slice(0, 24)}`;
  const body = text.replace(/\r?\n/g, "\r\n");
  const alone = files.length === 0;
  return message(
    [
      ["Return-Path", `<${from.address}>`],
      ["Date", mailDate(at)],
      [
        "From",
        `${from.label === "" ? "" : `${encodeWord(from.label.includes(".") ? `"${from.label}"` : from.label)} `}<${from.address}>`,
      ],
      ["To", to],
      ["Subject", folded(encodeWord(subject))],
      ["Message-ID", messageId],
      ...headers,
      ["MIME-Version", "1.0"],
      ["Content-Type", alone ? "text/plain; charset=utf-8" : `multipart/mixed; boundary="${boundary}"`],
      ["Content-Transfer-Encoding", alone ? "8bit" : null],
    ],
    alone
      ? body
      : multipart(boundary, [
          ["Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit", body],
          ...files.map(filePart),
        ]),
  );
}

/** Lines of a header stay under 78 characters where they can (RFC 5322 §2.1.1). */
function folded(value: string): string {
  return value.includes("\r\n") ? value : value.replace(/(.{20,60}) (?=.)/g, "$1\r\n ");
}

function filePart({ name, mediaType, bytes }: WeekFile): readonly [headers: string, body: string] {
  const ascii = /^[\x20-\x7e]*$/.test(name);
  const parameter = ascii ? `filename="${name}"` : `filename*=utf-8''${encodeURIComponent(name)}`;
  return [
    `Content-Type: ${mediaType}\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n ${parameter}`,
    lines(bytes.toString("base64")),
  ];
}

/** Base64 in lines of 76 (RFC 2045 §6.8). */
function lines(text: string): string {
  const all: string[] = [];
  for (let at = 0; at < text.length; at += 76) all.push(text.slice(at, at + 76));
  return all.join("\r\n");
}
