import { readFile } from 'node:fs/promises';

/** One line of the demo carrier's log. Every INVITE it took has exactly one `invite` line. */
export interface CarrierEntry {
  readonly kind: 'invite' | 'answered' | 'ended';
  /** The carrier's own time. */
  readonly at: Date;
  /** As dialed. */
  readonly number: string;
  /** The SIP Call-ID, which tells two calls to one number apart. */
  readonly callId: string;
  /** The caller ID shown; `invite` only. */
  readonly caller?: string;
}

const line = /^\[([^\]]+)\].* CARRIER (invite|answered|ended) number=(\S*)(?: caller=(\S*))? callid=(\S+)$/;

/** Reads the carrier's log to its end. No file yet means no calls. */
export async function readCarrierLog(file: string): Promise<CarrierEntry[]> {
  return parseCarrierLog(await readFile(file, 'utf8').catch(() => ''));
}

/** The entries in a log's text; an unfinished last line is left out. */
export function parseCarrierLog(text: string): CarrierEntry[] {
  const finished = text.slice(0, text.lastIndexOf('\n') + 1);
  return finished.split('\n').flatMap((written) => {
    const [, at, kind, number, caller, callId] = line.exec(written) ?? [];
    if (at === undefined || number === undefined || callId === undefined) return [];
    if (kind !== 'invite' && kind !== 'answered' && kind !== 'ended') return [];
    return [{ kind, at: new Date(at), number, callId, ...(caller !== undefined && { caller }) }];
  });
}
