export type { Cell, Rows } from './cell.ts';
export { readSheet, type ReadSheetOptions } from './read-sheet.ts';
export { type FileFault, type SheetRow } from './sheet-row.ts';
export { writeCsv } from './write-csv.ts';
export { writeXlsx, type XlsxOptions } from './write-xlsx.ts';
