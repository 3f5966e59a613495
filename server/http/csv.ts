export type CsvCell = string | number | boolean | null | undefined;

/** One line of a CSV file, with its line end (RFC 4180). */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(written).join(',')}\r\n`;
}

/** A spreadsheet takes a text with one of these beginnings for a formula, so it is made plain text. */
function written(value: CsvCell): string {
  if (typeof value === 'number') return String(value);
  const text = String(value ?? '');
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
