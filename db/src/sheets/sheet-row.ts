import { DomainError } from '../errors.ts';

/** One row of a table in a file. */
export interface SheetRow {
  /** From 1, as a person counts: of the text file, or of the worksheet. Of a quoted field over several lines, the last one. */
  readonly line: number;
  /** As written, without quotes and outer blanks; numbers of a workbook as plain decimals. */
  readonly cells: readonly string[];
}

/** What is wrong with a file as a whole; `encoding`, `binary`, `old_excel`, `quotes`, `workbook`, `too_wide`. */
export type FileFault = 'encoding' | 'binary' | 'old_excel' | 'quotes' | 'workbook' | 'too_wide' | 'too_deflated';

const words: Readonly<Record<FileFault, string>> = {
  encoding: 'the text is neither UTF-8, UTF-16 nor GB18030; save it as CSV in UTF-8',
  binary: 'this is no text and no workbook; save it as CSV or XLSX',
  old_excel: 'this is an XLS workbook of an old kind; save it as XLSX or CSV',
  quotes: 'a quoted field does not end where it should',
  workbook: 'the workbook is damaged or protected; save it anew as XLSX or CSV',
  too_wide: 'a row has too many cells, or a cell too much text',
  too_deflated: 'the workbook unpacks to far more than its rows can need',
};

/** `file_unreadable` that says why, and where it can, from which line on. */
export function unreadable(fault: FileFault, line?: number): DomainError {
  const message = line === undefined ? words[fault] : `line ${line}: ${words[fault]}`;
  return new DomainError('file_unreadable', message, [{ field: 'file', code: fault, message }]);
}

/** `sheet_too_large` with the bound that it passes. */
export function tooLarge(bound: string): DomainError {
  return new DomainError('sheet_too_large', `a file has at most ${bound}`);
}
