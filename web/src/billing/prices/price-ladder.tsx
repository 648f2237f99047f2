// The chain of a price as a ladder: who pays whom, from the top of what one may see down to who calls.
import type { Quote, QuoteLevel } from '@yunhu/api/schemas';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import { For, Show } from 'solid-js';
import { chartUnits, toMicros } from '../../i18n/money.ts';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { useSession } from '../../session/session.ts';

type Format = ReturnType<typeof useFormat>;
type Rung = {
  readonly level: QuoteLevel;
  readonly payer: string;
  readonly payee: string;
  /** What the payer keeps of what is paid to it from below; undefined for who calls. */
  readonly margin: bigint | undefined;
  readonly earned: bigint | undefined;
};

/** From the top of what is shown down to who calls. */
function rungsOf(quote: Quote, self: { id: string; kind: string }): Rung[] {
  const nameOf = (tenant: { id: string; name: string }) =>
    tenant.id === self.id ? t('prices.quote.you') : tenant.name;
  return quote.levels
    .map((level, index): Rung => {
      const above = quote.levels[index + 1];
      const below = quote.levels[index - 1];
      const top = self.kind === 'operator' ? t('prices.quote.you') : t('prices.quote.above');
      const [cost, earned] = [level.amountMicros, below?.amountMicros];
      return {
        level,
        payer: nameOf(level.tenant),
        payee: above === undefined ? top : nameOf(above.tenant),
        earned: earned === undefined || earned === null ? undefined : toMicros(earned),
        margin:
          cost === null || earned === undefined || earned === null ? undefined : toMicros(earned) - toMicros(cost),
      };
    })
    .toReversed();
}

function shareOf(part: bigint, whole: bigint): string {
  return whole === 0n ? '–' : `${(Number((part * 1000n) / whole) / 10).toFixed(1)}%`;
}

/** How the amount came about, in the words of the rate. */
function explain({ rate, billedSeconds, blocks }: QuoteLevel, seconds: number, format: Format): string[] {
  if (rate === null) return [];
  if (billedSeconds === 0) return [t('prices.quote.free')];
  const has = (wire: string) => toMicros(wire) > 0n;
  return [
    ...(rate.firstBlockSeconds === null
      ? []
      : [
          t(
            'prices.quote.firstBlock',
            format.count(rate.firstBlockSeconds),
            format.money(rate.firstBlockPriceMicros ?? '0'),
          ),
        ]),
    t(
      'prices.quote.increments',
      format.count(seconds),
      format.count(blocks),
      format.count(rate.blockSeconds),
      format.count(billedSeconds),
    ),
    ...(has(rate.connectionFeeMicros) ? [t('prices.quote.fee', format.money(rate.connectionFeeMicros))] : []),
    ...(has(rate.minimumChargeMicros) ? [t('prices.quote.minimum', format.money(rate.minimumChargeMicros))] : []),
    ...(rate.graceSeconds > 0 ? [t('prices.quote.grace', format.count(rate.graceSeconds))] : []),
  ];
}

function Margin(props: { rung: Rung }) {
  const format = useFormat();
  return (
    <Show when={props.rung.margin !== undefined && props.rung.earned !== undefined}>
      <p class="flex items-center gap-1.5 py-1 pl-[26px] text-xs tabular">
        <ArrowUp class="size-3 text-ink-3" aria-hidden="true" />
        <Show
          when={(props.rung.margin ?? 0n) >= 0n}
          fallback={
            <span class="font-medium text-bad-ink">
              {t('prices.quote.losing', props.rung.payer, format.money(String(-(props.rung.margin ?? 0n))))}
            </span>
          }
        >
          <span class="text-ok-ink">
            {t(
              'prices.quote.keeps',
              props.rung.payer,
              format.money(String(props.rung.margin)),
              shareOf(props.rung.margin ?? 0n, props.rung.earned ?? 0n),
            )}
          </span>
        </Show>
      </p>
    </Show>
  );
}

/** How large the amount is beside the others, and how it came about. */
function RateFacts(props: { level: QuoteLevel; seconds: number; width: number }) {
  const format = useFormat();
  return (
    <Show when={props.level.rate}>
      {(rate) => (
        <>
          <div class="mt-2 h-1.5 rounded-full bg-sunken" aria-hidden="true">
            <div class="h-full rounded-full bg-accent/70" style={{ width: `${props.width}%` }} />
          </div>
          <p class="mt-2 flex flex-wrap gap-x-3 gap-y-0.5 text-xs text-ink-2 tabular">
            <span>{t('prices.quote.prefix', rate().prefix)}</span>
            <span>{rate().destination}</span>
            <span>{t('prices.quote.perMinute', format.money(rate().perMinuteMicros))}</span>
            <Show when={props.level.rateGroup}>{(group) => <span>{t('prices.quote.group', group().name)}</span>}</Show>
          </p>
          <p class="flex flex-wrap gap-x-3 text-xs text-ink-3 tabular">
            <For each={explain(props.level, props.seconds, format)}>{(words) => <span>{words}</span>}</For>
          </p>
        </>
      )}
    </Show>
  );
}

function RungRow(props: { rung: Rung; seconds: number; largest: bigint; isFirst: boolean; isLast: boolean }) {
  const format = useFormat();
  const level = () => props.rung.level;
  const amount = () => level().amountMicros;
  const width = () => {
    const known = amount();
    const whole = chartUnits(props.largest);
    return known === null || whole === 0 ? 0 : Math.max(2, (chartUnits(toMicros(known)) / whole) * 100);
  };
  return (
    <li class="relative grid grid-cols-[14px_1fr] gap-x-3" data-testid="rung">
      <span class="relative flex justify-center" aria-hidden="true">
        <span
          class="absolute w-px bg-line"
          classList={{
            'top-0': !props.isFirst,
            'top-5': props.isFirst,
            'bottom-0': !props.isLast,
            'h-5': props.isLast,
          }}
        />
        <span
          class="relative mt-4 size-2.5 rounded-full border-2 border-surface"
          classList={{ 'bg-accent': amount() !== null, 'bg-failed': amount() === null }}
        />
      </span>
      <div class="my-1 rounded-s border border-line bg-surface px-3 py-2.5">
        <div class="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
          <span class="min-w-0 grow text-s font-medium break-words">
            {t('prices.quote.pays', props.rung.payer, props.rung.payee)}
          </span>
          <Show
            when={amount()}
            fallback={
              <span class="flex items-center gap-1.5 text-s text-bad-ink">
                <TriangleAlert class="size-3.5" aria-hidden="true" />
                {level().assigned ? t('prices.quote.noRate') : t('prices.quote.notAssigned')}
              </span>
            }
          >
            {(known) => <strong class="text-l font-semibold tabular">{format.money(known())}</strong>}
          </Show>
        </div>
        <RateFacts level={level()} seconds={props.seconds} width={width()} />
      </div>
    </li>
  );
}

/** What a call costs on every level that one may see. */
export function PriceLadder(props: { quote: Quote }) {
  const session = useSession();
  const rungs = () => rungsOf(props.quote, session().tenant);
  const largest = () =>
    rungs().reduce((most, { level }) => {
      const amount = toMicros(level.amountMicros ?? '0');
      return amount > most ? amount : most;
    }, 0n);
  const shownReach = () => props.quote.levels.every((level) => level.rate !== null);
  return (
    <div class="grid gap-3">
      <Show when={props.quote.levels.length === 0}>
        <p class="text-s text-ink-2">{t('prices.quote.operatorSelf')}</p>
      </Show>
      <Show when={!props.quote.callable && props.quote.levels.length > 0}>
        <p role="alert" class="flex gap-2 rounded-s bg-bad-soft px-3 py-2 text-s text-bad-ink">
          <TriangleAlert class="mt-0.5 size-4 shrink-0" aria-hidden="true" />
          {shownReach() ? t('prices.quote.notCallableAbove') : t('prices.quote.notCallable')}
        </p>
      </Show>
      <ol aria-label={t('prices.quote.ladder')} data-testid="price-ladder">
        <For each={rungs()}>
          {(rung, index) => (
            <>
              <RungRow
                rung={rung}
                seconds={props.quote.seconds}
                largest={largest()}
                isFirst={index() === 0}
                isLast={index() === rungs().length - 1}
              />
              <li class="relative pl-[7px]" classList={{ hidden: index() === rungs().length - 1 }}>
                <div class="border-l border-line">
                  <Margin rung={rung} />
                </div>
              </li>
            </>
          )}
        </For>
      </ol>
      <Show when={props.quote.levels.length > 0}>
        <p class="text-xs text-ink-3">{t('prices.quote.rounding')}</p>
      </Show>
    </div>
  );
}
