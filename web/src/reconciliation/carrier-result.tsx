import type { CarrierMatchSummary } from '@yunhu/api/schemas';
import { For, Show } from 'solid-js';
import { decimalsOfAll, toMicros } from '../i18n/money.ts';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { Card } from '../ui/card.tsx';
import { type Tone, toneFill } from '../ui/status.tsx';
import { talkWords } from './words.ts';

const parts = ['matched', 'duration', 'amount', 'onlyOurs', 'onlyTheirs'] as const;
const tones: Record<(typeof parts)[number], Tone> = {
  matched: 'answered',
  duration: 'ringing',
  amount: 'busy',
  onlyOurs: 'transferred',
  onlyTheirs: 'failed',
};

function CountsBar(props: { counts: CarrierMatchSummary['counts'] }) {
  const format = useFormat();
  const total = () => {
    const { matched, duration, amount, onlyOurs, onlyTheirs } = props.counts;
    return matched + duration + amount + onlyOurs + onlyTheirs;
  };
  return (
    <div class="p-4">
      <span class="flex h-3.5 gap-px overflow-hidden rounded-[4px] bg-queued" aria-hidden="true">
        <For each={parts}>
          {(part) => (
            <Show when={props.counts[part] > 0}>
              <i
                class={`block min-w-[3px] basis-0 ${toneFill[tones[part]]}`}
                style={{ 'flex-grow': props.counts[part] }}
              />
            </Show>
          )}
        </For>
      </span>
      <ul class="mt-2.5 flex flex-wrap gap-x-[18px] gap-y-1 text-xs text-ink-2">
        <For each={parts}>
          {(part) => (
            <li class="inline-flex items-center gap-1.5">
              <i class={`size-[9px] rounded-[2px] ${toneFill[tones[part]]}`} aria-hidden="true" />
              {t(`reconciliation.carrier.counts.${part}`)}
              <b class="font-medium text-ink tabular" data-testid={`count-${part}`}>
                {format.count(props.counts[part])}
              </b>
              <span class="text-ink-3 tabular">{total() === 0 ? '' : format.share(props.counts[part], total())}</span>
            </li>
          )}
        </For>
      </ul>
    </div>
  );
}

/** Both sides beside each other, and what lies between them. */
function Sides(props: { summary: CarrierMatchSummary }) {
  const format = useFormat();
  const amounts = () => [props.summary.ours.micros, props.summary.theirs.micros].filter((one) => one !== null);
  const decimals = () => decimalsOfAll(amounts().map(toMicros), 2);
  const money = (wire: string | null) => (wire === null ? '—' : `${format.sign()}${format.amount(wire, decimals())}`);
  const gap = () => {
    const { ours, theirs } = props.summary;
    return ours.micros === null || theirs.micros === null
      ? null
      : String(toMicros(theirs.micros) - toMicros(ours.micros));
  };
  const signed = (count: number, shown: (count: number) => string) =>
    count === 0 ? '0' : `${count > 0 ? '+' : '\u2212'}${shown(Math.abs(count))}`;
  const rows = () => [
    {
      label: t('reconciliation.carrier.ours'),
      calls: format.count(props.summary.ours.calls),
      talked: talkWords(props.summary.ours.seconds),
      cost: money(props.summary.ours.micros),
    },
    {
      label: t('reconciliation.carrier.theirs'),
      calls: format.count(props.summary.theirs.calls),
      talked: talkWords(props.summary.theirs.seconds),
      cost: money(props.summary.theirs.micros),
    },
    {
      label: t('reconciliation.carrier.gap'),
      calls: signed(props.summary.theirs.calls - props.summary.ours.calls, format.count),
      talked: signed(props.summary.theirs.seconds - props.summary.ours.seconds, talkWords),
      cost: gap() === null ? '—' : format.movement(gap() ?? '0', decimals()),
    },
  ];
  return (
    <table class="w-full border-t border-line text-s">
      <thead>
        <tr class="text-xs text-ink-3">
          <th class="h-8 px-4 text-left font-medium">
            <span class="sr-only">{t('reconciliation.carrier.columns.result')}</span>
          </th>
          <th class="num h-8 px-4 font-medium">{t('reconciliation.carrier.calls')}</th>
          <th class="num h-8 px-4 font-medium">{t('reconciliation.carrier.talked')}</th>
          <th class="num h-8 px-4 font-medium">{t('reconciliation.carrier.cost')}</th>
        </tr>
      </thead>
      <tbody>
        <For each={rows()}>
          {(row, i) => (
            <tr class="border-t border-line" classList={{ 'font-medium': i() === 2 }}>
              <th class="h-9 px-4 text-left font-[inherit]">{row.label}</th>
              <td class="code num h-9 px-4">{row.calls}</td>
              <td class="code num h-9 px-4">{row.talked}</td>
              <td class="code num h-9 px-4">{row.cost}</td>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}

function Remarks(props: { summary: CarrierMatchSummary }) {
  const format = useFormat();
  const rejected = () => Object.values(props.summary.rejected).reduce((sum, count) => sum + count, 0);
  const clock = () => props.summary.clockSeconds ?? 0;
  const faultWords = (fault: string) => {
    const known = (['number', 'startedAt', 'seconds', 'amount'] as const).find((one) => one === fault);
    return known === undefined ? fault : t(`reconciliation.carrier.faults.${known}`);
  };
  return (
    <Show when={rejected() > 0 || Math.abs(clock()) >= 2}>
      <div class="grid gap-1.5 border-t border-line px-4 py-3 text-xs text-ink-2">
        <Show when={Math.abs(clock()) >= 2}>
          <p>{t('reconciliation.carrier.clock', String(Math.round(clock())))}</p>
        </Show>
        <Show when={rejected() > 0}>
          <details>
            <summary class="cursor-pointer text-warn-ink">
              {t('reconciliation.carrier.rejected', format.count(rejected()))}
            </summary>
            <ul class="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 tabular">
              <For each={props.summary.rejectedLines}>
                {({ line, fault }) => (
                  <li>{t('reconciliation.carrier.rejectedLine', String(line), faultWords(fault))}</li>
                )}
              </For>
            </ul>
          </details>
        </Show>
      </div>
    </Show>
  );
}

/** What a comparison found, as a bar and as two sums. */
export function CarrierResult(props: { summary: CarrierMatchSummary }) {
  return (
    <Card label={t('reconciliation.carrier.columns.result')}>
      <CountsBar counts={props.summary.counts} />
      <div class="overflow-x-auto">
        <Sides summary={props.summary} />
      </div>
      <Remarks summary={props.summary} />
    </Card>
  );
}
