import { A, useParams } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import type { Deck, Job } from '@yunhu/api/schemas';
import ArrowLeft from 'lucide-solid/icons/arrow-left';
import { Match, Show, Switch, createSignal } from 'solid-js';
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
import { AppliedDeck } from './applied-deck.tsx';
import { ApplyForm } from './apply-form.tsx';
import { deckQuery, useForgetRates, useUploadDeck } from './data.ts';
import { DeckDrop } from './deck-drop.tsx';
import { DeckRows, DeckSummary } from './deck-preview.tsx';
import { type Step, Steps } from './import-steps.tsx';
import { MappingForm } from './mapping-form.tsx';

function Previewed(props: { deck: Deck; onAgain: () => void; onApplied: (job: Job) => void }) {
  const format = useFormat();
  const [applying, setApplying] = createSignal<string>();
  const [isOver, setIsOver] = createSignal(false);
  const ask = (id: string): void => {
    setIsOver(false);
    setApplying(id);
  };
  const end = (job: Job): void => {
    setIsOver(true);
    if (job.state === 'done') props.onApplied(job);
  };
  const jobId = () => applying() ?? props.deck.applyJobId ?? undefined;
  const summary = () => props.deck.summary as NonNullable<Deck['summary']>;
  return (
    <div class="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_360px]">
      <Card label={t('decks.preview.title')} class="lg:col-span-2">
        <CardHead title={t('decks.preview.title')} note={props.deck.fileName}>
          <Button size="s" onClick={() => props.onAgain()} data-testid="map-again">
            {t('decks.page.steps.mapping')}
          </Button>
        </CardHead>
        <DeckSummary summary={summary()} />
      </Card>
      <Card label={t('decks.preview.rows', format.count(summary().rows))} class="max-lg:order-last">
        <DeckRows deck={props.deck} summary={summary()} />
      </Card>
      <Card label={t('decks.apply.title')} class="lg:sticky lg:top-[68px]">
        <CardHead title={t('decks.apply.title')} />
        <Show when={jobId()}>
          {(id) => (
            <div class="border-b border-line p-4">
              <JobProgress jobId={id()} onDone={end} />
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
          <Show when={jobId() === undefined || isOver()}>
            <ApplyForm deck={props.deck} summary={summary()} onAsked={ask} />
          </Show>
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

type Place = { deck: string; map: string; show: string };

/** The deck of the address, the step that it is at, and the ways between the steps. */
function useImport(rateGroupId: () => string) {
  const address = useAddress<keyof Place>({ deck: '', map: '', show: '' });
  const upload = useUploadDeck(rateGroupId);
  const deckId = () => address.read('deck');
  const query = useQuery(() => ({
    ...deckQuery({ rateGroupId: rateGroupId(), deckId: deckId() }),
    enabled: deckId() !== '',
  }));
  const deck = () => (deckId() === '' ? undefined : dataOf(query));
  const [sending, setSending] = createSignal<string>();
  const step = (): Step => {
    const known = deck();
    if (known === undefined) return deckId() === '' ? 'file' : 'mapping';
    if (known.state === 'applied') return 'apply';
    return known.summary === null || address.read('map') !== '' ? 'mapping' : 'preview';
  };
  return {
    query,
    deckId,
    deck,
    step,
    sending,
    uploadError: () => upload.error,
    go: (place: Partial<Place>) => address.write({ map: '', show: '', ...place }),
    send: async (file: File): Promise<void> => {
      setSending(file.name);
      const sent = await upload.mutateAsync(file).catch(() => undefined);
      setSending(undefined);
      if (sent !== undefined) address.write({ deck: sent.id, map: '', show: '' });
    },
  };
}

function DeckBones() {
  return (
    <Card>
      <div class="grid gap-3 p-4" aria-busy="true">
        <Bone class="h-4 w-40" />
        <Bone class="h-40 w-full" />
      </div>
    </Card>
  );
}

function DeckAtStep(props: { deck: Deck; at: ReturnType<typeof useImport> }) {
  const forget = useForgetRates();
  const [appliedJob, setAppliedJob] = createSignal<Job>();
  const toPreview = async (): Promise<void> => {
    await props.at.query.refetch();
    props.at.go({});
  };
  return (
    <Switch>
      <Match when={props.at.step() === 'apply'}>
        <Card label={t('decks.apply.title')}>
          <AppliedDeck deck={props.deck} job={appliedJob()} />
        </Card>
      </Match>
      <Match when={props.at.step() === 'mapping'}>
        <Mapped deck={props.deck} onPreviewed={() => void toPreview()} onAnother={() => props.at.go({ deck: '' })} />
      </Match>
      <Match when={props.at.step() === 'preview'}>
        <Previewed
          deck={props.deck}
          onAgain={() => props.at.go({ map: '1' })}
          onApplied={(job) => {
            setAppliedJob(job);
            void forget();
          }}
        />
      </Match>
    </Switch>
  );
}

/** From a file to rates in force, step by step; the address holds the deck, so that a reload goes on where one was. */
export default function ImportPage() {
  const params = useParams<{ rateGroupId: string }>();
  const groups = useQuery(() => rateGroupsQuery);
  const at = useImport(() => params.rateGroupId);
  const group = () => dataOf(groups)?.items.find((one) => one.id === params.rateGroupId);
  return (
    <>
      <PageHead title={t('decks.page.title')} line={t('decks.page.lead', group()?.name ?? '…')}>
        <A href={`${pages.rateGroups.path}/${params.rateGroupId}`} class={buttonClass('plain')}>
          <ArrowLeft class="size-4" aria-hidden="true" />
          {t('decks.page.back')}
        </A>
      </PageHead>
      <Steps at={at.step()} />
      <Switch fallback={<DeckBones />}>
        <Match when={at.query.isLoadingError}>
          <Card>
            <ErrorState error={at.query.error} retry={() => void at.query.refetch()} />
          </Card>
        </Match>
        <Match when={at.deckId() === ''}>
          <Card label={t('decks.page.steps.file')}>
            <DeckDrop sending={at.sending()} error={at.uploadError()} onFile={(file) => void at.send(file)} />
          </Card>
        </Match>
        <Match when={at.deck()}>{(known) => <DeckAtStep deck={known()} at={at} />}</Match>
      </Switch>
    </>
  );
}
