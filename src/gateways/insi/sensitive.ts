/** The values of a query that must never come back in a text: each as sent, its words, and dates as people write them. */
export function sensitiveValues(fields: readonly (string | undefined)[]): string[] {
  const values: string[] = [];
  for (const field of fields) {
    if (field === undefined || field === "") continue;
    values.push(field, ...field.split(" "));
    const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(field);
    if (date !== null)
      values.push(`${date[3]}/${date[2]}/${date[1]}`, `${date[3]}${date[2]}${date[1]}`, `${date[1]}${date[2]}${date[3]}`);
    if (/^\d{6}[0-9AB]\d{8}$/.test(field)) values.push(field.slice(0, 13));
  }
  return values;
}
