import { useInfiniteQuery } from '@tanstack/solid-query';
import { type CallerIdReview, reviewViews } from '@yunhu/api/schemas';
import ArrowLeft from 'lucide-solid/icons/arrow-left';
import { Show, createMemo, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { useAddress } from '../../ui/address.ts';
import { useReviewKeys } from '../../ui/approval.tsx';
import { Bone } from '../../ui/bone.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { EmptyState, ErrorState } from '../../ui/notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { dataOf } from '../../ui/query.ts';
import { Chips, SearchBox, Toolbar } from '../../ui/toolbar.tsx';
import { reviewsQuery } from '../data.ts';
import { BulkBar } from './bulk-bar.tsx';
import { QueueList } from './queue-list.tsx';
import { ReviewPanel } from './review-panel.tsx';

/** Which one is looked at, and the way to its neighbours. */
function createPlace(
  ids: () => readonly string[],
  address: { read: (key: 'id') => string; write: (values: { id: string }) => void },
) {
  const openId = () => address.read('id') || (ids()[0] ?? '');
  const step = (by: number): void => {
    const next = ids()[ids().indexOf(openId()) + by];
    if (next !== undefined) address.write({ id: next });
  };
  return {
    openId,
    step,
    /** The one behind a decided one, or the one before the last. */
    leave: (id: string): void => {
      const at = ids().indexOf(id);
      address.write({ id: ids()[at + 1] ?? ids()[at - 1] ?? '' });
    },
  };
}

type BoardProps = {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
  rows: readonly CallerIdReview[] | undefined;
  place: ReturnType<typeof createPlace>;
  /** On a phone the list and the one that is open take turns. */
  isOpen: boolean;
  onOpen: (id: string) => void;
  choosable: boolean;
  chosen: ReadonlySet<string>;
  onChosen: (chosen: ReadonlySet<string>) => void;
};

function Board(props: BoardProps) {
  const format = useFormat();
  const choose = (id: string, isChosen: boolean) =>
    props.onChosen(new Set(isChosen ? [...props.chosen, id] : [...props.chosen].filter((one) => one !== id)));
  return (
    <div class="grid grid-cols-[minmax(0,1fr)] md:h-[calc(100dvh-210px)] md:min-h-[520px] md:grid-cols-[280px_minmax(0,1fr)]">
      <aside class="flex min-h-0 flex-col border-line md:border-r" classList={{ 'max-md:hidden': props.isOpen }}>
        <Show when={props.choosable && props.chosen.size > 0}>
          <BulkBar
            rows={props.rows?.filter((row) => props.chosen.has(row.id)) ?? []}
            onDone={() => props.onChosen(new Set())}
          />
        </Show>
        <div class="min-h-0 grow overflow-y-auto">
          <Show when={props.rows} fallback={<Bone class="m-3 h-40" />}>
            {(known) => (
              <QueueList
                rows={known()}
                openId={props.place.openId()}
                onOpen={props.onOpen}
                chosen={props.chosen}
                onChoose={choose}
                choosable={props.choosable}
              />
            )}
          </Show>
          <Show when={props.query.hasNextPage}>
            <LoadMore
              shown={t('ui.loadedRows', format.count(props.rows?.length ?? 0))}
              busy={props.query.isFetchingNextPage}
              onMore={() => void props.query.fetchNextPage()}
            />
          </Show>
        </div>
      </aside>
      <div class="min-h-0 min-w-0" classList={{ 'max-md:hidden': !props.isOpen }}>
        <Button look="ghost" class="m-2 md:hidden" onClick={() => props.onOpen('')}>
          <ArrowLeft class="size-4" aria-hidden="true" />
          {t('callerIds.review.back')}
        </Button>
        <Show when={props.place.openId() !== ''}>
          <ReviewPanel id={props.place.openId()} onDecided={(id) => props.place.leave(id)} />
        </Show>
      </div>
    </div>
  );
}

type View = (typeof reviewViews)[number];

function Filters(props: {
  class: string;
  view: View;
  counts: Readonly<Record<View, number>> | undefined;
  q: string;
  onView: (view: View) => void;
  onQuery: (q: string) => void;
}) {
  const format = useFormat();
  return (
    <div class={props.class}>
      <Toolbar>
        <Chips
          label={t('callerIds.columns.state')}
          value={props.view}
          onValue={props.onView}
          chips={reviewViews.map((value) => ({
            value,
            label: t(`callerIds.review.views.${value}`),
            count: format.count(props.counts?.[value] ?? 0),
          }))}
        />
        <span class="grow" />
        <SearchBox label={t('callerIds.review.search')} value={props.q} onValue={props.onQuery} />
      </Toolbar>
    </div>
  );
}

/** The queue of numbers that wait for a decision, with one of them open beside it. */
export default function CallerIdReviewsPage() {
  const address = useAddress({ view: 'waiting', q: '', id: '' });
  const view = () => reviewViews.find((one) => one === address.read('view')) ?? 'waiting';
  const query = useInfiniteQuery(() => reviewsQuery({ view: view(), q: address.read('q') }));
  const rows = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  const counts = () => dataOf(query)?.pages[0]?.counts;
  const place = createPlace(() => rows()?.map((row) => row.id) ?? [], address);
  const [chosen, setChosen] = createSignal<ReadonlySet<string>>(new Set());
  useReviewKeys({ j: () => place.step(1), k: () => place.step(-1) });
  return (
    <>
      <PageHead title={t('callerIds.review.title')} line={t('callerIds.review.lead')}>
        <span class="text-xs text-ink-3 max-md:hidden">{t('callerIds.review.keys')}</span>
      </PageHead>
      <Card label={t('callerIds.review.title')} class="overflow-hidden">
        <Filters
          class={address.read('id') === '' ? '' : 'max-md:hidden'}
          view={view()}
          counts={counts()}
          q={address.read('q')}
          onView={(next) => (address.write({ view: next, id: '' }), setChosen(new Set<string>()))}
          onQuery={(q) => address.write({ q, id: '' })}
        />
        <Show
          when={!query.isLoadingError}
          fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
        >
          <Show
            when={rows()?.length !== 0}
            fallback={
              <EmptyState text={t(view() === 'waiting' ? 'callerIds.review.empty' : 'callerIds.review.emptyOther')} />
            }
          >
            <Board
              query={query}
              rows={rows()}
              place={place}
              isOpen={address.read('id') !== ''}
              onOpen={(id) => address.write({ id })}
              choosable={view() === 'waiting'}
              chosen={chosen()}
              onChosen={setChosen}
            />
          </Show>
        </Show>
      </Card>
    </>
  );
}
