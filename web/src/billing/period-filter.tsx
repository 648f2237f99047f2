import { Show } from 'solid-js';
import { periods, readPeriod } from './period.ts';
import { t } from '../i18n/translate.ts';
import { Chips } from '../ui/toolbar.tsx';

type PeriodAddress = {
  read: (key: 'period' | 'from' | 'to') => string;
  write: (values: Partial<Record<'period' | 'from' | 'to', string>>) => void;
};

function DayField(props: { address: PeriodAddress; end: 'from' | 'to' }) {
  return (
    <label class="flex items-center gap-1.5 text-xs text-ink-2">
      {t(`billing.${props.end}`)}
      <input
        type="date"
        class="h-7 rounded-s border border-line bg-surface px-2 text-xs tabular"
        value={props.address.read(props.end)}
        onChange={(event) => props.address.write({ [props.end]: event.currentTarget.value })}
        data-testid={`day-${props.end}`}
      />
    </label>
  );
}

/** Time as people filter by it: some last days, or from one day to another. */
export function PeriodFilter(props: { address: PeriodAddress }) {
  return (
    <>
      <Chips
        label={t('billing.period')}
        value={readPeriod(props.address.read('period'))}
        onValue={(period) => props.address.write({ period })}
        chips={periods.map((value) => ({ value, label: t(`billing.periods.${value}`) }))}
      />
      <Show when={props.address.read('period') === 'custom'}>
        <DayField address={props.address} end="from" />
        <DayField address={props.address} end="to" />
      </Show>
    </>
  );
}
