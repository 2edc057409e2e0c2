/** ` D12` when what was typed looks like an id, else ` donné`: a name that was typed by mistake is not repeated. */
export function isolatedId(typed: string): string {
  return /^D\d{1,12}$/i.test(typed.trim()) ? ` ${typed.trim().toUpperCase()}` : " donné";
}
