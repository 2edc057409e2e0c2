/** Sources cut a long sentence over several lines: a line that does not end one goes on with the next. */
export function reflow(text: string): string {
  return text.replace(/([^\s.:;?!»)])\n(?=\S)/g, "$1 ");
}
