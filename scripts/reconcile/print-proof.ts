// A proof as a table that a person reads, or as JSON.
import type { Invariant, InvariantResult, LedgerProof } from '@yunhu/db/reconciliation';

const words: Readonly<Record<Invariant, string>> = {
  sum_is_zero: 'all money sums to zero',
  transfers_sum_to_zero: 'each movement and each call sums to zero',
  transfers_are_posted: 'each transfer is posted as it was asked for',
  running_balances: 'each entry adds to the one before',
  wallet_balances: 'wallets are the sum of their entries',
  holds_are_held: 'held is the sum of the open holds',
  holds_are_open: 'each hold belongs to a call under way',
  credit_is_reserved: 'reserved is the sum of the credit granted',
  payments_are_posted: 'payments are what was posted of them, and the reverse',
  charges_are_posted: 'each charge is posted once, and the reverse',
  calls_are_charged: 'each answered call is charged once, and the reverse',
  rates_give_the_charges: 'rating each call anew gives its charge',
};

const wordsWidth = Math.max(...Object.values(words).map((text) => text.length));
const figuresWidth = 14;

/** `--json`: the proof as it is; else a line an invariant, the first offending rows below it, and the verdict last. */
export function printProof(proof: LedgerProof, { hostname, port, pathname }: URL, json: boolean): string {
  const { mode, startedAt, endedAt, results, examined, drift } = proof;
  if (json) return `${JSON.stringify({ mode, startedAt, endedAt, examined, drift, results }, null, 2)}\n`;
  const where = `${pathname.slice(1)} at ${hostname}${port === '' ? '' : `:${port}`}`;
  const seconds = ((endedAt.getTime() - startedAt.getTime()) / 1000).toFixed(1);
  const verdict =
    drift === 0
      ? `Proven: drift 0 over ${grouped(examined)} rows in ${seconds} s.`
      : `NOT PROVEN: drift ${grouped(drift)} over ${grouped(examined)} rows in ${seconds} s.`;
  return [
    `The ledger of ${where}, as of ${startedAt.toISOString()}`,
    '',
    `        ${'invariant'.padEnd(wordsWidth)}${'rows'.padStart(figuresWidth)}${'drift'.padStart(figuresWidth)}`,
    ...results.flatMap(linesOf),
    '',
    verdict,
    '',
  ].join('\n');
}

function linesOf({ invariant, examined, drift, offenders }: InvariantResult): string[] {
  const figures = [examined, drift].map((figure) => grouped(figure).padStart(figuresWidth)).join('');
  const more = drift > offenders.length ? [`          and ${grouped(drift - offenders.length)} more`] : [];
  return [
    `${drift === 0 ? 'ok   ' : 'DRIFT'}   ${words[invariant].padEnd(wordsWidth)}${figures}`,
    ...offenders.map((offender) => `          ${offender}`),
    ...more,
  ];
}

function grouped(figure: number): string {
  return figure.toLocaleString('en-US');
}
