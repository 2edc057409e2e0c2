import { pscError } from "./errors.js";
import type { CibaRequest } from "./port.js";

const MOST_CHARACTERS = 64;

/** Nothing is sent for a request that no service would take. @throws {SegurError} `psc.code_format`, `psc.interrupted` */
export function checkRequest({ nationalId, code, signal }: CibaRequest): void {
  if (signal?.aborted === true) throw pscError("interrupted");
  const isId = /^[\x21-\x7e]+$/.test(nationalId) && nationalId.length <= MOST_CHARACTERS;
  if (!isId || !/^\d{2}$/.test(code)) throw pscError("code_format");
}
