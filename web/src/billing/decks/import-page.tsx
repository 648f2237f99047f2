import { A, useParams } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import type { Deck, Job } from '@yunhu/api/schemas';
import ArrowLeft from 'lucide-solid/icons/arrow-left';
import CircleCheck from 'lucide-solid/icons/circle-check';
import Undo2 from 'lucide-solid/icons/undo-2';
import { For, Match, Show, Switch, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { JobProgress } from '../../jobs/job-progress.tsx';
import { useFormat } from '../../session/format.ts';
import { pages } from '../../shell/pages.ts';
import { useAddress } from '../../ui/address.ts';
import { Bone } from '../../ui/bone.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { ErrorState } from '../../ui/notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { dataOf } from '../../ui/query.ts';
import { rateGroupsQuery } from '../data.ts';
import { ApplyForm } from './apply-form.tsx';
import { deckQuery, useForgetRates, useUploadDeck } from './data.ts';
import { DeckDrop } from './deck-drop.tsx';
import { DeckPreview } from './deck-preview.tsx';
import { MappingForm } from './mapping-form.tsx';
import { UndoButton } from './undo-button.tsx';

const steps = ['file', 'mapping', 'preview', 'apply'] as const;
type Step = (typeof steps)[number];

/** Where one is on the way; what lies behind is ticked by its colour and its place. */
function Steps(props: { at: Step }) {
  const place = () => steps.indexOf(props.at);
  return (
    <ol
      class="mb-4 flex flex-wrap gap-x-2 gap-y-1 text-s"
      aria-label={t('decks.page.step', String(place() + 1), String(steps.length))}
    >
      <For each={steps}>
        {(step, index) => (
          <li
            class="flex items-center gap-2"
            classList={{
              'text-ink-3': index() > place(),
              'font-medium': index() === place(),
              'text-ink-2': index() < place(),
            }}
            aria-current={index() === place() ? 'step' : undefined}
          >
            <span
              class="grid size-5 place-items-center rounded-full border text-2xs tabular"
              classList={{
                'border-accent bg-accent text-accent-ink': index() === place(),
                'border-accent text-accent': index() < place(),
                'border-line-strong': index() > place(),
              }}
              aria-hidden="true"
            >
              {index() + 1}
            </span>
            {t(`decks.page.steps.${step}`)}
            <Show when={index() < steps.length - 1}>
              <span class="h-px w-6 bg-line-strong max-sm:w-2" aria-hidden="true" />
            </Show>
          </li>
        )}
      </For>
    </ol>
  );
}

function Applied(props: { deck: Deck; job: Job | undefined }) {
  const format = useFormat();
  const counts = () => {
    const result = props.job?.result ?? {};
    const count = (name: 'added' | 'changed' | 'removed') => {
      const known = result[name];
      return format.count(typeof known === 'number' ? known : (props.deck.summary?.[name] ?? 0));
    };
    return t('decks.apply.doneLine', count('added'), count('changed'), count('removed'));
  };
  const groupPath = () => `${pages.rateGroups.path}/${props.deck.rateGroupId}`;
  return (
    <div class="flex flex-col items-center gap-3 px-6 py-14 text-center" data-testid="deck-applied">
      <CircleCheck class="size-7 text-answered" aria-hidden="true" />
      <p class="text-l font-semibold">{t('decks.apply.done')}</p>
      <p class="text-s text-ink-2 tabular">{counts()}</p>
      <div class="mt-2 flex flex-wrap justify-center gap-2">
        <UndoButton
          rateGroupId={props.deck.rateGroupId}
          versionId={props.deck.versionId ?? ''}
          title={t('decks.apply.undo')}
          body={t('decks.versions.undoBody')}
        >
          <Undo2 class="size-4" aria-hidden="true" />
          {t('decks.apply.undo')}
        </UndoButton>
        <A href={`${groupPath()}?tab=versions`} class={buttonClass('plain')}>
          {t('decks.versionsTab')}
        </A>
        <A href={groupPath()} class={buttonClass('main')}>
          {t('decks.apply.see')}
        </A>
      </div>
    </div>
  );
}

function Previewed(props: { deck: Deck; onAgain: () => void; onApplied: (job: Job) => void }) {
  const [applying, setApplying] = createSignal<string>();
  const jobId = () => applying() ?? props.deck.applyJobId ?? undefined;
  const summary = () => props.deck.summary as NonNullable<Deck['summary']>;
  return (
    <div class="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_360px]">
      <Card label={t('decks.preview.title')}>
        <CardHead title={t('decks.preview.title')} note={props.deck.fileName}>
          <Button size="s" onClick={() => props.onAgain()} data-testid="map-again">
            {t('decks.page.steps.mapping')}
          </Button>
        </CardHead>
        <DeckPreview deck={props.deck} summary={summary()} />
      </Card>
      <Card label={t('decks.apply.title')} class="lg:sticky lg:top-[68px] max-lg:order-first">
        <CardHead title={t('decks.apply.title')} />
        <Show when={jobId()}>
          {(id) => (
            <div class="border-b border-line p-4">
              <JobProgress jobId={id()} onDone={(job) => job.state === 'done' && props.onApplied(job)} />
            </div>
          )}
        </Show>
        <Show
          when={!props.deck.stale}
          fallback={
            <div class="grid gap-3 p-4">
              <p role="alert" class="rounded-s bg-warn-soft px-3 py-2 text-s text-warn-ink">
                {t('decks.preview.stale')}
              </p>
              <Button look="main" onClick={() => props.onAgain()}>
                {t('decks.preview.again')}
              </Button>
            </div>
          }
        >
          <ApplyForm deck={props.deck} summary={summary()} onAsked={setApplying} />
        </Show>
      </Card>
    </div>
  );
}

function Mapped(props: { deck: Deck; onPreviewed: () => void; onAnother: () => void }) {
  const [previewing, setPreviewing] = createSignal<string>();
  const jobId = () =>
    previewing() ?? (props.deck.state === 'uploaded' ? (props.deck.previewJobId ?? undefined) : undefined);
  return (
    <Card label={t('decks.mapping.title')}>
      <CardHead title={t('decks.mapping.title')} note={props.deck.fileName}>
        <Button size="s" onClick={() => props.onAnother()}>
          {t('decks.file.another')}
        </Button>
      </CardHead>
      <Show when={jobId()}>
        {(id) => (
          <div class="border-b border-line p-4">
            <JobProgress jobId={id()} onDone={(job) => job.state === 'done' && props.onPreviewed()} />
          </div>
        )}
      </Show>
      <MappingForm deck={props.deck} onAsked={setPreviewing} />
    </Card>
  );
}

/** From a file to rates in force, step by step; the address holds the deck, so that a reload goes on where one was. */
export default function ImportPage() {
  const params = useParams<{ rateGroupId: string }>();
  const address = useAddress({ deck: '', map: '', show: '' });
  const groups = useQuery(() => rateGroupsQuery);
  const upload = useUploadDeck(() => params.rateGroupId);
  const forget = useForgetRates();
  const deckId = () => address.read('deck');
  const query = useQuery(() => ({
    ...deckQuery({ rateGroupId: params.rateGroupId, deckId: deckId() }),
    enabled: deckId() !== '',
  }));
  const deck = () => (deckId() === '' ? undefined : dataOf(query));
  const [appliedJob, setAppliedJob] = createSignal<Job>();
  const [sending, setSending] = createSignal<string>();
  const group = () => dataOf(groups)?.items.find((one) => one.id === params.rateGroupId);
  const step = (): Step => {
    const known = deck();
    if (known === undefined) return deckId() === '' ? 'file' : 'mapping';
    if (known.state === 'applied') return 'apply';
    return known.summary === null || address.read('map') !== '' ? 'mapping' : 'preview';
  };
  const send = async (file: File): Promise<void> => {
    setSending(file.name);
    const sent = await upload.mutateAsync(file).catch(() => undefined);
    setSending(undefined);
    if (sent !== undefined) address.write({ deck: sent.id, map: '', show: '' });
  };
  const toPreview = async (): Promise<void> => {
    await query.refetch();
    address.write({ map: '', show: '' });
  };
  return (
    <>
      <PageHead title={t('decks.page.title')} line={t('decks.page.lead', group()?.name ?? '…')}>
        <A href={`${pages.rateGroups.path}/${params.rateGroupId}`} class={buttonClass('plain')}>
          <ArrowLeft class="size-4" aria-hidden="true" />
          {t('decks.page.back')}
        </A>
      </PageHead>
      <Steps at={step()} />
      <Switch>
        <Match when={query.isLoadingError}>
          <Card>
            <ErrorState error={query.error} retry={() => void query.refetch()} />
          </Card>
        </Match>
        <Match when={deckId() === ''}>
          <Card label={t('decks.page.steps.file')}>
            <DeckDrop sending={sending()} error={upload.error} onFile={(file) => void send(file)} />
          </Card>
        </Match>
        <Match when={deck() === undefined}>
          <Card>
            <div class="grid gap-3 p-4" aria-busy="true">
              <Bone class="h-4 w-40" />
              <Bone class="h-40 w-full" />
            </div>
          </Card>
        </Match>
        <Match when={step() === 'apply' && deck()}>
          {(known) => (
            <Card label={t('decks.apply.title')}>
              <Applied deck={known()} job={appliedJob()} />
            </Card>
          )}
        </Match>
        <Match when={step() === 'mapping' && deck()}>
          {(known) => (
            <Mapped
              deck={known()}
              onPreviewed={() => void toPreview()}
              onAnother={() => address.write({ deck: '', map: '', show: '' })}
            />
          )}
        </Match>
        <Match when={deck()}>
          {(known) => (
            <Previewed
              deck={known()}
              onAgain={() => address.write({ map: '1' })}
              onApplied={(job) => {
                setAppliedJob(job);
                void forget();
              }}
            />
          )}
        </Match>
      </Switch>
    </>
  );
}
