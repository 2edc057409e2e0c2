/** Text or attribute value of an HTML page: nothing of it can be markup. Controls are shown as a replacement character. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\uFFFD")
    .replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
