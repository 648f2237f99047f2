// Why a call cost what it cost, drawn as the ladder that the money climbed: from the top of what one may see down to who called.
import { useQuery } from '@tanstack/solid-query';
import type { ChargeExplanation, ExplainedLevel } from '@yunhu/api/schemas';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import Check from 'lucide-solid/icons/check';
import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import { For, Match, Show, Switch } from 'solid-js';
import { toMicros } from '../../i18n/money.ts';
import { t } from '../../i18n/translate.ts';
import { Problem } from '../../session/problem.ts';
import { useFormat } from '../../session/format.ts';
import { useSession } from '../../session/session.ts';
import { Bone } from '../../ui/bone.tsx';
import { Fact, Facts } from '../../ui/fact.tsx';
import { ErrorState } from '../../ui/notice.tsx';
import { dataOf } from '../../ui/query.ts';
import { explanationQuery } from './data.ts';

type Format = ReturnType<typeof useFormat>;

function validity(level: ExplainedLevel, format: Format): string {
  const [from, until] = [level.effectiveFrom, level.effectiveUntil];
  if (from === null && until === null) return t('books.explain.always');
  if (until === null) return t('books.explain.from', format.dateTime(from ?? ''));
  if (from === null) return t('books.explain.until', format.dateTime(until));
  return t('books.explain.fromUntil', format.dateTime(from), format.dateTime(until));
}

type Line = { readonly words: string; readonly amount?: string; readonly strong?: boolean };

/** The arithmetic, line by line: what each part of the rate came to, and their sum. */
function linesOf(level: ExplainedLevel, format: Format): Line[] {
  if (level.isFree) return [{ words: t('books.explain.free', format.count(level.graceSeconds)) }];
  const first = level.firstBlockSeconds ?? 0;
  const has = (wire: string) => toMicros(wire) > 0n;
  return [
    ...(has(level.connectionFeeMicros) ? [{ words: t('books.explain.fee'), amount: level.connectionFeeMicros }] : []),
    ...(level.firstBlockPriceMicros === null
      ? []
      : [{ words: t('books.explain.firstBlock', format.count(first)), amount: level.firstBlockPriceMicros }]),
    {
      words: t(
        first === 0 ? 'books.explain.whole' : 'books.explain.rest',
        format.count(Math.max(0, level.paidSeconds - first)),
        format.count(level.blockSeconds),
        format.count(level.blocks),
      ),
    },
    {
      words: t('books.explain.blocks', format.count(level.blocks), format.money(level.pricePerBlockMicros)),
      amount: level.blocksMicros,
    },
    { words: t('books.explain.sum'), amount: level.sumMicros, strong: !level.isMinimum },
    ...(level.isMinimum ? [{ words: t('books.explain.minimum'), amount: level.amountMicros, strong: true }] : []),
  ];
}

function Rung(props: { level: ExplainedLevel; payer: string; payee: string; format: Format }) {
  const isPosted = () => props.level.postedMicros === props.level.amountMicros;
  return (
    <div class="rounded-s border border-line bg-surface px-3 py-2.5" data-testid="charge-rung">
      <div class="flex flex-wrap items-baseline gap-x-3">
        <span class="min-w-0 grow text-s font-medium break-words">
          {t('books.explain.pays', props.payer, props.payee)}
        </span>
        <strong class="text-l font-semibold tabular" data-testid="charge-amount">
          {props.format.money(props.level.amountMicros)}
        </strong>
      </div>
      <Facts class="mt-2 text-xs">
        <Show when={props.level.rateGroup}>{(name) => <Fact label={t('books.explain.group')}>{name()}</Fact>}</Show>
        <Fact label={t('books.explain.matched')}>
          <span class="code">{props.level.prefix}</span> {props.level.destination}
        </Fact>
        <Fact label={t('books.explain.version')}>{validity(props.level, props.format)}</Fact>
      </Facts>
      <table class="mt-2 w-full border-t border-line text-xs tabular">
        <tbody>
          <For each={linesOf(props.level, props.format)}>
            {(line) => (
              <tr classList={{ 'border-t border-line font-medium text-ink': line.strong === true }} class="text-ink-2">
                <td class="py-1 pr-3">{line.words}</td>
                <td class="py-1 text-right whitespace-nowrap">
                  {line.amount === undefined ? '' : props.format.money(line.amount)}
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <p
        class="mt-1 flex items-center gap-1.5 text-xs"
        classList={{ 'text-ok-ink': isPosted(), 'text-bad-ink': !isPosted() }}
      >
        <Show when={isPosted()} fallback={<TriangleAlert class="size-3.5" aria-hidden="true" />}>
          <Check class="size-3.5" aria-hidden="true" />
        </Show>
        {t('books.explain.posted')} {props.format.money(props.level.postedMicros)}
        <Show when={!isPosted()}> {t('books.explain.differs')}</Show>
      </p>
    </div>
  );
}

/** What stays with the one between two rungs. */
function Margin(props: { name: string; micros: bigint; format: Format }) {
  return (
    <p class="flex items-center gap-1.5 py-1 pl-3 text-xs tabular">
      <ArrowUp class="size-3 text-ink-3" aria-hidden="true" />
      <Show
        when={props.micros >= 0n}
        fallback={
          <span class="font-medium text-bad-ink">
            {t('books.explain.losing', props.name, props.format.money(String(-props.micros)))}
          </span>
        }
      >
        <span class="text-ok-ink">
          {t('books.explain.keeps', props.name, props.format.money(String(props.micros)))}
        </span>
      </Show>
    </p>
  );
}

function TalkLine(props: { explained: ChargeExplanation; format: Format }) {
  const exact = () => (props.explained.talkMs / 1000).toFixed(1);
  const first = () => props.explained.levels[0];
  const isCut = () => (first()?.paidSeconds ?? props.explained.talkSeconds) < props.explained.talkSeconds;
  return (
    <p class="text-xs text-ink-2 tabular">
      <span class="text-ink-3">{t('books.explain.talk')}</span>{' '}
      {t('books.explain.talked', exact(), props.format.count(props.explained.talkSeconds))}
      <Show when={isCut()}>
        <span class="block text-warn-ink">{t('books.explain.cut', props.format.count(first()?.paidSeconds ?? 0))}</span>
      </Show>
    </p>
  );
}

function Rungs(props: { explained: ChargeExplanation }) {
  const format = useFormat();
  const session = useSession();
  const nameOf = (tenant: { id: string; name: string }) =>
    tenant.id === session().tenant.id ? t('books.explain.you') : tenant.name;
  const rungs = () =>
    props.explained.levels.map((level, i) => ({ level, below: props.explained.levels[i - 1] })).toReversed();
  return (
    <div class="grid gap-2">
      <TalkLine explained={props.explained} format={format} />
      <ol aria-label={t('books.explain.ladder')} data-testid="charge-ladder">
        <For each={rungs()}>
          {({ level, below }) => (
            <li>
              <Rung
                level={level}
                payer={nameOf(level.payer)}
                payee={level.payee === null ? t('books.explain.above') : nameOf(level.payee)}
                format={format}
              />
              <Show when={below}>
                {(next) => (
                  <Margin
                    name={nameOf(level.payer)}
                    micros={toMicros(next().amountMicros) - toMicros(level.amountMicros)}
                    format={format}
                  />
                )}
              </Show>
            </li>
          )}
        </For>
      </ol>
    </div>
  );
}

/** The charge of one call on every level that one may see. */
export function ChargeLadder(props: { attemptId: string }) {
  const query = useQuery(() => explanationQuery(props.attemptId));
  const isFree = () => query.error instanceof Problem && query.error.status === 404;
  return (
    <section class="grid gap-2.5">
      <h2>{t('books.explain.title')}</h2>
      <Switch fallback={<Bone class="h-40 w-full" />}>
        <Match when={isFree()}>
          <p class="text-s text-ink-2">{t('books.explain.none')}</p>
        </Match>
        <Match when={query.isLoadingError}>
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        </Match>
        <Match when={dataOf(query)}>{(explained) => <Rungs explained={explained()} />}</Match>
      </Switch>
    </section>
  );
}
