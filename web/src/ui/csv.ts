// A file that spreadsheets open without harm: quoted where needed, marked as UTF-8, and nothing in it runs.

const byteOrderMark = '\ufeff';

/** Text that a spreadsheet would take for a formula gets an apostrophe; signed numbers and phone numbers do not. */
function harmless(text: string): string {
  const isNumber = /^[+-]?[\d., ]+$/.test(text);
  return /^[=+\-@\t\r]/.test(text) && !isNumber ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The rows as CSV (RFC 4180) with a byte order mark, which is how Excel knows UTF-8. */
export function toCsv(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].map((row) => row.map((cell) => quoted(harmless(cell))).join(','));
  return `${byteOrderMark}${lines.join('\r\n')}\r\n`;
}

/** Hands a CSV to the browser's downloads. */
export function downloadCsv(fileName: string, csv: string): void {
  const url = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
