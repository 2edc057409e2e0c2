/** `3 corrections proposées`, `1 correction proposée`: in French, zero and one are singular. */
export function plural(count: number, one: string, many: string): string {
  return `${count} ${count < 2 ? one : many}`;
}
