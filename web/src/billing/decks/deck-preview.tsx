import { useInfiniteQuery } from '@tanstack/solid-query';
import type { Deck, DeckRowKind } from '@yunhu/api/schemas';
import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import { For, Show, createMemo } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { useSession } from '../../session/session.ts';
import { useAddress } from '../../ui/address.ts';
import { QueryTable } from '../../ui/query-table.tsx';
import { dataOf } from '../../ui/query.ts';
import { toneFill, type Tone } from '../../ui/status.tsx';
import { Chips, Toolbar } from '../../ui/toolbar.tsx';
import { deckLossesQuery, deckRowsQuery } from './data.ts';
import { deckRowColumns } from './deck-row-columns.tsx';
import { lossColumns } from './loss-columns.tsx';

type Summary = NonNullable<Deck['summary']>;

const kinds: readonly DeckRowKind[] = ['added', 'changed', 'unchanged', 'removed', 'rejected', 'repeated'];
const tones: Record<DeckRowKind, Tone> = {
  added: 'answered',
  changed: 'transferred',
  unchanged: 'queued',
  removed: 'busy',
  rejected: 'failed',
  repeated: 'skipped',
};

/** The kinds side by side, each as wide as its share; small ones keep a sliver so that nothing vanishes. */
function KindsBar(props: { summary: Summary }) {
  const format = useFormat();
  return (
    <div class="grid gap-3 px-4 pt-4">
      <span class="flex h-3.5 gap-px overflow-hidden rounded-[4px] bg-queued" aria-hidden="true">
        <For each={kinds}>
          {(kind) => (
            <Show when={props.summary[kind] > 0}>
              <i
                class={`block min-w-[3px] basis-0 ${toneFill[tones[kind]]}`}
                style={{ 'flex-grow': props.summary[kind] }}
              />
            </Show>
          )}
        </For>
      </span>
      <dl class="grid grid-cols-3 gap-x-4 gap-y-3 sm:grid-cols-6">
        <For each={kinds}>
          {(kind) => (
            <div>
              <dt class="flex items-center gap-1.5 text-xs text-ink-2">
                <i class={`size-2 rounded-[2px] ${toneFill[tones[kind]]}`} aria-hidden="true" />
                {t(`decks.preview.kinds.${kind}`)}
              </dt>
              <dd
                class="text-[22px] leading-8 font-semibold tracking-[-0.02em] tabular"
                classList={{ 'text-bad-ink': kind === 'rejected' && props.summary.rejected > 0 }}
                data-testid={`count-${kind}`}
              >
                {format.count(props.summary[kind])}
              </dd>
              <Show when={kind === 'changed' && props.summary.raised + props.summary.lowered > 0}>
                <dd class="text-2xs text-ink-3 tabular">
                  {t('decks.preview.raised', format.count(props.summary.raised))}
                  <br />
                  {t('decks.preview.lowered', format.count(props.summary.lowered))}
                </dd>
              </Show>
            </div>
          )}
        </For>
      </dl>
    </div>
  );
}

function Warnings(props: { summary: Summary; onLosses: () => void }) {
  const format = useFormat();
  const lines = () => [
    ...(props.summary.losses > 0 ? [t('decks.preview.lossesNote', format.count(props.summary.losses))] : []),
    ...(props.summary.belowCost > 0 ? [t('decks.preview.belowCostNote', format.count(props.summary.belowCost))] : []),
  ];
  return (
    <>
      <Show when={lines().length > 0}>
        <button
          type="button"
          class="mx-4 mt-3 flex items-start gap-2 rounded-s bg-warn-soft px-3 py-2 text-left text-s text-warn-ink"
          onClick={() => props.onLosses()}
          data-testid="losses-note"
        >
          <TriangleAlert class="mt-0.5 size-4 shrink-0" aria-hidden="true" />
          <span>
            <For each={lines()}>{(line) => <span class="block">{line}</span>}</For>
          </span>
        </button>
      </Show>
      <Show when={props.summary.kept > 0}>
        <p class="mx-4 mt-3 text-xs text-ink-2">{t('decks.preview.kept', format.count(props.summary.kept))}</p>
      </Show>
    </>
  );
}

function RowsOf(props: { deck: Deck; kind: DeckRowKind }) {
  const format = useFormat();
  const query = useInfiniteQuery(() =>
    deckRowsQuery({ rateGroupId: props.deck.rateGroupId, deckId: props.deck.id }, props.kind, props.deck.previewedAt),
  );
  const rows = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  return (
    <QueryTable
      label={t(`decks.preview.kinds.${props.kind}`)}
      testId="deck-rows"
      query={query}
      columns={deckRowColumns(props.kind, format)}
      rows={rows()}
      rowKey={(row) => String(row.place)}
      emptyText={t(`decks.preview.none.${props.kind}`)}
    />
  );
}

function Losses(props: { deck: Deck }) {
  const format = useFormat();
  const session = useSession();
  const query = useInfiniteQuery(() =>
    deckLossesQuery({ rateGroupId: props.deck.rateGroupId, deckId: props.deck.id }, props.deck.previewedAt),
  );
  const rows = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  return (
    <QueryTable
      label={t('decks.preview.losses')}
      testId="deck-losses"
      query={query}
      columns={lossColumns(format, session().tenant.id)}
      rows={rows()}
      rowKey={(row) => String(row.place)}
      emptyText={t('decks.preview.noLoss')}
    />
  );
}

type Shown = DeckRowKind | 'losses';

/** The kind that most wants a look. */
function firstOf(summary: Summary): Shown {
  if (summary.rejected > 0) return 'rejected';
  return kinds.find((kind) => kind !== 'unchanged' && summary[kind] > 0) ?? 'unchanged';
}

/** How much of what a deck would change, and who would lose by it. */
export function DeckSummary(props: { summary: Summary }) {
  const address = useAddress({ show: '' });
  return (
    <div class="pb-4">
      <KindsBar summary={props.summary} />
      <Warnings summary={props.summary} onLosses={() => address.write({ show: 'losses' })} />
    </div>
  );
}

/** Every row of a preview, kind by kind. */
export function DeckRows(props: { deck: Deck; summary: Summary }) {
  const format = useFormat();
  const address = useAddress({ show: '' });
  const all: readonly Shown[] = [...kinds, 'losses'];
  const shown = () => all.find((one) => one === address.read('show')) ?? firstOf(props.summary);
  const chips = () => [
    ...kinds
      .filter((kind) => kind !== 'repeated' || props.summary.repeated > 0)
      .map((kind) => ({
        value: kind as Shown,
        label: t(`decks.preview.kinds.${kind}`),
        count: format.count(props.summary[kind]),
      })),
    {
      value: 'losses' as Shown,
      label: t('decks.preview.losses'),
      count: format.count(props.summary.losses + props.summary.belowCost),
    },
  ];
  return (
    <>
      <Toolbar>
        <Chips
          label={t('decks.preview.title')}
          chips={chips()}
          value={shown()}
          onValue={(show) => address.write({ show })}
        />
      </Toolbar>
      <Show when={shown() !== 'losses'} fallback={<Losses deck={props.deck} />}>
        <RowsOf deck={props.deck} kind={shown() as DeckRowKind} />
      </Show>
    </>
  );
}
