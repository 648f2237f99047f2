import { useQuery } from '@tanstack/solid-query';
import type { CallerIdDetail } from '@yunhu/api/schemas';
import { Show, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { usePermission } from '../session/session.ts';
import { ApprovalPill, ApprovalTimeline } from '../ui/approval.tsx';
import { Bone } from '../ui/bone.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog, Drawer } from '../ui/dialog.tsx';
import { ErrorState } from '../ui/notice.tsx';
import { dataOf } from '../ui/query.ts';
import { toastDone } from '../ui/toast.tsx';
import { callerIdQuery, useWithdrawCallerId } from './data.ts';
import { DocumentViewer } from './document-viewer.tsx';
import { eventOf, stateOf } from './words.ts';

function Withdraw(props: { detail: CallerIdDetail }) {
  const withdraw = useWithdrawCallerId();
  const [asked, setAsked] = createSignal(false);
  return (
    <>
      <Button onClick={() => setAsked(true)} data-testid="caller-id-withdraw">
        {t('callerIds.drawer.withdraw')}
      </Button>
      <ConfirmDialog
        open={asked()}
        onClose={() => setAsked(false)}
        title={t('callerIds.drawer.withdrawTitle', props.detail.display)}
        body={t(props.detail.renewing ? 'callerIds.drawer.withdrawRenewal' : 'callerIds.drawer.withdrawBody')}
        confirm={t('callerIds.drawer.withdraw')}
        busy={withdraw.isPending}
        error={withdraw.error}
        onConfirm={() =>
          withdraw.mutate(props.detail.id, {
            onSuccess: () => {
              setAsked(false);
              toastDone(t('callerIds.drawer.withdrawn'));
            },
          })
        }
      />
    </>
  );
}

function Body(props: { detail: CallerIdDetail; onAgain: (detail: CallerIdDetail) => void }) {
  const format = useFormat();
  const may = usePermission();
  const waits = () => props.detail.state === 'submitted' || props.detail.renewing;
  return (
    <div class="grid gap-5">
      <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
        <ApprovalPill state={stateOf(props.detail)} testId="caller-id-state" />
        <span class="text-s text-ink-2">{t(`callerIds.kinds.${props.detail.kind}`)}</span>
        <Show when={props.detail.state === 'approved'}>
          <span class="text-s text-ink-2">
            {props.detail.approvedUntil === null
              ? t('callerIds.noEnd')
              : t('callerIds.until', format.date(props.detail.approvedUntil))}
          </span>
        </Show>
        <span class="grow" />
        <Show when={may('caller-ids.write') && !waits()}>
          <Button
            look={props.detail.state === 'approved' ? 'plain' : 'main'}
            onClick={() => props.onAgain(props.detail)}
            data-testid="caller-id-again"
          >
            {t(props.detail.state === 'approved' ? 'callerIds.drawer.renew' : 'callerIds.drawer.resubmit')}
          </Button>
        </Show>
        <Show when={may('caller-ids.write') && waits()}>
          <Withdraw detail={props.detail} />
        </Show>
      </div>
      <Show when={waits()}>
        <p class="rounded-s bg-warn-soft px-3 py-2 text-s text-warn-ink">{t('callerIds.drawer.waiting')}</p>
      </Show>
      <Show when={props.detail.reason !== ''}>
        <p class="rounded-s bg-bad-soft px-3 py-2 text-s break-words text-bad-ink">{props.detail.reason}</p>
      </Show>
      <Show when={props.detail.note !== ''}>
        <p class="text-s text-ink-2">
          <span class="text-ink-3">{t('callerIds.drawer.note')}: </span>
          {props.detail.note}
        </p>
      </Show>
      <section class="grid gap-2">
        <h2>{t('callerIds.drawer.history')}</h2>
        <ApprovalTimeline events={props.detail.events.map((event) => eventOf(event, format))} />
      </section>
      <section class="grid gap-2">
        <h2>{t('callerIds.drawer.documents')}</h2>
        <DocumentViewer
          class="overflow-hidden rounded-m border border-line"
          documents={props.detail.documents}
          base={(id) => `/v1/caller-id-documents/${id}`}
        />
      </section>
    </div>
  );
}

/** One number: how it stands, what happened to it, and its documents. */
export function CallerIdDrawer(props: { id: string; onClose: () => void; onAgain: (detail: CallerIdDetail) => void }) {
  const query = useQuery(() => callerIdQuery(props.id));
  return (
    <Drawer
      open={props.id !== ''}
      onClose={() => props.onClose()}
      title={dataOf(query)?.display ?? t('callerIds.title')}
      testId="caller-id-drawer"
    >
      <Show
        when={dataOf(query)}
        fallback={
          <Show when={query.isLoadingError} fallback={<Bone class="h-40 w-full" />}>
            <ErrorState error={query.error} retry={() => void query.refetch()} />
          </Show>
        }
      >
        {(detail) => <Body detail={detail()} onAgain={props.onAgain} />}
      </Show>
    </Drawer>
  );
}
