import type { LedgerEntry } from '@yunhu/api/schemas';
import { createMemo } from 'solid-js';
import { locale, t } from '../../i18n/translate.ts';
import { formatDateTime, formatShortDateTime, formatTime } from '../../i18n/time.ts';
import { useFormat } from '../../session/format.ts';
import { ChartCard } from '../../ui/chart-card.tsx';
import { chartUnits, toMicros } from '../../i18n/money.ts';

const daySeconds = 86_400;
/** Within this the axis tells seconds. */
const shortSeconds = 900;

/** The balance after each of the entries at hand, oldest first: a stair, because money moves in steps. */
export function BalanceCurve(props: { entries: readonly LedgerEntry[] | undefined }) {
  const format = useFormat();
  const series = createMemo(() => {
    const oldestFirst = (props.entries ?? []).toReversed();
    return {
      at: oldestFirst.map((entry) => Date.parse(entry.recordedAt) / 1000),
      values: oldestFirst.map((entry) => chartUnits(toMicros(entry.balanceAfterMicros))),
    };
  });
  const axisWords = (at: Date): string => {
    const span = (series().at.at(-1) ?? 0) - (series().at[0] ?? 0);
    if (span < shortSeconds) return formatTime(at, format.zone());
    return span < daySeconds ? format.hourMinute(at) : formatShortDateTime(at, new Date(), format.zone());
  };
  return (
    <ChartCard
      title={t('billing.curve')}
      note={series().at.length > 0 && t('billing.curveNote', format.count(series().at.length))}
      loading={props.entries === undefined}
      empty={t('billing.curveEmpty')}
      series={series()}
      stepped
      height={120}
      timeZone={format.zone()}
      heads={{ time: t('billing.columns.time'), value: `${t('billing.columns.balance')} ${format.sign()}` }}
      formatValue={(value) => new Intl.NumberFormat(locale(), { maximumFractionDigits: 2 }).format(value)}
      formatTime={(at) => formatDateTime(at, format.zone())}
      formatAxis={axisWords}
    />
  );
}
