import { For, type JSX, Show, Suspense, createSignal, lazy } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { Bone } from './bone.tsx';
import { Button } from './button.tsx';
import { Card, CardHead } from './card.tsx';
import type { Series } from './chart.tsx';

const Chart = lazy(() => import('./chart.tsx'));

type ChartCardProps = {
  title: string;
  note?: JSX.Element;
  series: Series;
  timeZone: string;
  formatValue: (value: number) => string;
  formatTime: (at: Date) => string;
  formatAxis: (at: Date) => string;
  heads: { time: string; value: string };
  /** What stands here while there are not two points to join. */
  empty: string;
  loading?: boolean;
  stepped?: boolean;
  fromZero?: boolean;
  range?: { from: number; to: number };
  height?: number;
  testId?: string;
};

const tableRows = 60;

function PointsTable(props: ChartCardProps) {
  const points = () =>
    props.series.at
      .map((at, index) => ({ at, value: props.series.values[index] }))
      .filter((point) => point.value !== null && point.value !== undefined)
      .slice(-tableRows)
      .toReversed();
  return (
    <div class="max-h-56 overflow-y-auto">
      <table class="w-full text-s">
        <thead>
          <tr class="text-xs text-ink-3">
            <th class="h-8 px-4 text-left font-medium">{props.heads.time}</th>
            <th class="num h-8 px-4 font-medium">{props.heads.value}</th>
          </tr>
        </thead>
        <tbody>
          <For each={points()}>
            {(point) => (
              <tr class="border-t border-line">
                <td class="code h-8 px-4">{props.formatTime(new Date(point.at * 1000))}</td>
                <td class="code num h-8 px-4">{props.formatValue(point.value ?? 0)}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}

/** A chart and, one press away, its figures as a table. */
export function ChartCard(props: ChartCardProps) {
  const [asTable, setAsTable] = createSignal(false);
  const height = () => props.height ?? 132;
  return (
    <Card label={props.title}>
      <CardHead title={props.title} note={props.note}>
        <Button look="ghost" size="s" aria-pressed={asTable()} onClick={() => setAsTable(!asTable())}>
          {asTable() ? t('ui.showChart') : t('ui.showTable')}
        </Button>
      </CardHead>
      <Show when={!asTable()} fallback={<PointsTable {...props} />}>
        <div class="px-3 pt-3 pb-1.5" data-testid={props.testId}>
          <Show
            when={props.series.at.length > 1}
            fallback={
              <p class="grid place-items-center text-xs text-ink-3" style={{ height: `${height()}px` }}>
                <Show when={props.loading} fallback={props.empty}>
                  <Bone class="h-4 w-2/3" />
                </Show>
              </p>
            }
          >
            <Suspense fallback={<Bone class="h-32 w-full" />}>
              <Chart label={props.title} height={height()} {...props} />
            </Suspense>
          </Show>
        </div>
      </Show>
    </Card>
  );
}
