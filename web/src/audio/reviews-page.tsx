import { useInfiniteQuery } from '@tanstack/solid-query';
import { type AudioReview, type ReviewedAudioState, reviewedAudioStates } from '@yunhu/api/schemas';
import { For, Show, createEffect, createMemo } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { useAddress } from '../ui/address.ts';
import { useReviewKeys } from '../ui/approval.tsx';
import { Bone } from '../ui/bone.tsx';
import { Card } from '../ui/card.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { EmptyState, ErrorState } from '../ui/notice.tsx';
import { PageHead } from '../ui/page.tsx';
import { dataOf } from '../ui/query.ts';
import { Chips, Toolbar } from '../ui/toolbar.tsx';
import { reviewsQuery } from './data.ts';
import { formatClock } from './player/clock.ts';
import { barsOf } from './player/peaks.ts';
import { Waveform } from './player/waveform.tsx';
import { ReviewPanel } from './review-panel.tsx';

const thumbnailBars = 56;

const readState = (value: string): ReviewedAudioState =>
  reviewedAudioStates.find((state) => state === value) ?? 'submitted';

function QueueRow(props: { review: AudioReview; chosen: boolean; onChoose: () => void }) {
  const format = useFormat();
  return (
    <li>
      <button
        type="button"
        class="grid w-full gap-1.5 border-b border-l-2 border-b-line border-l-transparent px-4 py-3 text-left transition-colors duration-150 hover:bg-hover aria-[current=true]:border-l-accent aria-[current=true]:bg-accent-soft"
        aria-current={props.chosen ? 'true' : undefined}
        onClick={() => props.onChoose()}
        data-testid="review-row"
      >
        <span class="flex items-baseline gap-2">
          <span class="min-w-0 grow truncate font-medium">{props.review.name}</span>
          <span class="code shrink-0 text-xs text-ink-3">{formatClock(props.review.durationMs / 1000)}</span>
        </span>
        <Waveform bars={barsOf(props.review.peaks, thumbnailBars)} class="h-5 w-full" />
        <span class="flex items-baseline gap-2 text-xs text-ink-2">
          <span class="min-w-0 grow truncate">
            {props.review.tenant.name} · {t(`audio.kinds.${props.review.kind}`)}
          </span>
          <time
            class="shrink-0 text-ink-3"
            dateTime={props.review.changedAt}
            title={format.dateTime(props.review.changedAt)}
          >
            {format.relative(props.review.changedAt)}
          </time>
        </span>
      </button>
    </li>
  );
}

function Waiting() {
  return (
    <div class="grid gap-4 p-4" aria-busy="true">
      <For each={['w-2/3', 'w-1/2', 'w-3/4']}>{(width) => <Bone class={`h-10 ${width}`} />}</For>
    </div>
  );
}

type ReviewList = {
  query: ReturnType<typeof useInfiniteQuery>;
  items: readonly AudioReview[] | undefined;
  chosen: string;
  emptyText: string;
  onChoose: (id: string) => void;
};

function Queue(props: ReviewList) {
  const format = useFormat();
  return (
    <>
      <Show
        when={!props.query.isLoadingError}
        fallback={<ErrorState error={props.query.error} retry={() => void props.query.refetch()} />}
      >
        <Show when={props.items} fallback={<Waiting />}>
          {(list) => (
            <Show when={list().length > 0} fallback={<EmptyState text={props.emptyText} />}>
              <ol class="max-h-[70vh] overflow-y-auto" data-testid="review-queue">
                <For each={list()}>
                  {(review) => (
                    <QueueRow
                      review={review}
                      chosen={review.id === props.chosen}
                      onChoose={() => props.onChoose(review.id)}
                    />
                  )}
                </For>
              </ol>
            </Show>
          )}
        </Show>
      </Show>
      <Show when={props.query.hasNextPage}>
        <LoadMore
          shown={t('ui.loadedRows', format.count(props.items?.length ?? 0))}
          busy={props.query.isFetchingNextPage}
          onMore={() => void props.query.fetchNextPage()}
        />
      </Show>
    </>
  );
}

/** Which one of the queue is open, and how one gets to the next: by key, by press, and after each decision. */
function useChosen(
  items: () => readonly AudioReview[] | undefined,
  chosen: () => string,
  choose: (id: string) => void,
) {
  const place = () => (items() ?? []).findIndex((review) => review.id === chosen());
  const go = (step: 1 | -1): void => {
    const next = items()?.[place() === -1 ? 0 : place() + step];
    if (next !== undefined) choose(next.id);
  };
  // Wide pages show the first at once; on a phone the list comes first.
  createEffect(() => {
    const first = items()?.[0];
    if (first !== undefined && chosen() === '' && globalThis.matchMedia('(min-width: 1080px)').matches)
      choose(first.id);
  });
  useReviewKeys({ j: () => go(1), k: () => go(-1), ArrowDown: () => go(1), ArrowUp: () => go(-1) });
  return {
    afterDecision: (): void => {
      const list = items() ?? [];
      const next = list[place() + 1] ?? list[place() - 1];
      choose(next === undefined || next.id === chosen() ? '' : next.id);
    },
  };
}

/** What the operator's support listens to and decides, one after the other. */
export default function AudioReviewsPage() {
  const address = useAddress({ state: 'submitted', review: '' });
  const state = () => readState(address.read('state'));
  const query = useInfiniteQuery(() => reviewsQuery(state()));
  const format = useFormat();
  const items = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  const waiting = () => dataOf(query)?.pages[0]?.waiting;
  const chosen = () => address.read('review');
  const choose = (id: string): void => address.write({ review: id });
  const { afterDecision } = useChosen(items, chosen, choose);
  return (
    <>
      <PageHead title={t('audio.reviews.title')} line={t('audio.reviews.lead')} />
      <div class="grid items-start gap-4 lg:grid-cols-[minmax(320px,400px)_minmax(0,1fr)]">
        <Card label={t('audio.reviews.queue')} class={chosen() === '' ? '' : 'max-lg:hidden'}>
          <Toolbar>
            <Chips
              label={t('audio.columns.state')}
              value={state()}
              onValue={(value) => address.write({ state: value, review: '' })}
              chips={reviewedAudioStates.map((value) => ({
                value,
                label: t(`approval.states.${value}`),
                ...(value === 'submitted' && waiting() !== undefined && { count: format.count(waiting() ?? 0) }),
              }))}
            />
          </Toolbar>
          <Queue
            query={query}
            items={items()}
            chosen={chosen()}
            emptyText={t(state() === 'submitted' ? 'audio.reviews.empty' : 'audio.reviews.emptyState')}
            onChoose={choose}
          />
        </Card>
        <Show when={chosen()} keyed fallback={<Hint />}>
          {(id) => <ReviewPanel id={id} onDecided={afterDecision} onBack={() => choose('')} />}
        </Show>
      </div>
    </>
  );
}

function Hint() {
  return (
    <Card class="max-lg:hidden">
      <EmptyState text={t('audio.reviews.choose')} />
    </Card>
  );
}
