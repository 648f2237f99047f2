export { readSheet, type ReadSheetOptions } from './read-sheet.ts';
export { type FileFault, type SheetRow } from './sheet-row.ts';
