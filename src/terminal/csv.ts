/**
 * CSV for French spreadsheets: `;` as separator, CRLF, quotes as RFC 4180, UTF-8 without BOM.
 * A text that a spreadsheet would run as a formula gets a leading apostrophe (OWASP « CSV injection »);
 * plain numbers and telephone numbers are left alone.
 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(";")}\r\n`;
}

const FORMULA = /^[=+\-@\t\r]/;
const NUMBER_LIKE = /^[+-]?[\d\s.,()]+$/;

function csvCell(value: string): string {
  const safe = FORMULA.test(value) && !NUMBER_LIKE.test(value) ? `'${value}` : value;
  return /[";\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
