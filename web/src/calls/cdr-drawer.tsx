import { A } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import type { Cdr } from '@yunhu/api/schemas';
import { Match, Show, Switch } from 'solid-js';
import { formatDuration } from '../i18n/time.ts';
import { t, tMaybe } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { Bone } from '../ui/bone.tsx';
import { Drawer } from '../ui/dialog.tsx';
import { Fact, Facts } from '../ui/fact.tsx';
import { ErrorState } from '../ui/notice.tsx';
import { dataOf } from '../ui/query.ts';
import { Tag } from '../ui/status.tsx';
import { cdrSaid } from './cdr-columns.tsx';
import { ChargeLadder } from '../billing/ledger/charge-ladder.tsx';
import { cdrQuery } from './data.ts';

/** Ringing and talking on one line of time, each as long as it lasted, with when they began and ended. */
function TimeLine(props: { cdr: Cdr }) {
  const format = useFormat();
  const at = (iso: string | null) => (iso === null ? '' : format.time(iso));
  return (
    <div class="grid gap-1.5">
      <span class="flex h-3 gap-px overflow-hidden rounded-[3px] bg-queued" aria-hidden="true">
        <Show when={props.cdr.ringSeconds > 0}>
          <i class="block min-w-[3px] basis-0 bg-ringing" style={{ 'flex-grow': props.cdr.ringSeconds }} />
        </Show>
        <Show when={props.cdr.talkSeconds > 0}>
          <i
            class={`block min-w-[3px] basis-0 ${props.cdr.transferred ? 'bg-transferred' : 'bg-answered'}`}
            style={{ 'flex-grow': props.cdr.talkSeconds }}
          />
        </Show>
      </span>
      <p class="flex justify-between gap-2 text-xs text-ink-3 tabular">
        <span>
          {t('books.cdrs.originated')} {at(props.cdr.originatedAt)}
        </span>
        <Show when={props.cdr.answeredAt}>
          {(iso) => (
            <span>
              {t('books.cdrs.answered')} {at(iso())}
            </span>
          )}
        </Show>
        <span>
          {t('books.cdrs.endedAt')} {at(props.cdr.endedAt)}
        </span>
      </p>
    </div>
  );
}

function CallFacts(props: { cdr: Cdr }) {
  const format = useFormat();
  const coded = (prefix: 'books.sip' | 'taskLive.causes', code: number) =>
    `${code} ${tMaybe(prefix, String(code), '')}`.trim();
  return (
    <Facts>
      <Fact label={t('books.cdrs.columns.ended')}>{format.dateTime(props.cdr.endedAt)}</Fact>
      <Fact label={t('books.cdrs.columns.ring')}>{t('books.cdrs.ring', String(props.cdr.ringSeconds))}</Fact>
      <Show when={props.cdr.answeredAt}>
        <Fact label={t('books.cdrs.columns.talk')}>{formatDuration(props.cdr.talkSeconds)}</Fact>
      </Show>
      <Show when={props.cdr.sipStatus}>
        {(code) => <Fact label={t('books.cdrs.sip')}>{coded('books.sip', code())}</Fact>}
      </Show>
      <Show when={props.cdr.cause}>
        {(code) => <Fact label={t('books.cdrs.cause')}>{coded('taskLive.causes', code())}</Fact>}
      </Show>
      <Fact label={t('books.cdrs.columns.caller')}>{props.cdr.callerDisplay}</Fact>
      <Show when={props.cdr.seat}>{(seat) => <Fact label={t('books.cdrs.columns.seat')}>{seat().name}</Fact>}</Show>
      <Show when={props.cdr.keys}>{(keys) => <Fact label={t('books.cdrs.columns.keys')}>{keys()}</Fact>}</Show>
      <Show when={props.cdr.line}>{(line) => <Fact label={t('books.cdrs.columns.line')}>{line()}</Fact>}</Show>
      <Fact label={t('books.cdrs.columns.task')}>
        <A href={`/tasks/${props.cdr.task.id}?target=${props.cdr.targetId}`} class="text-accent hover:underline">
          {props.cdr.task.name}
        </A>
      </Fact>
      <Fact label={t('books.cdrs.callId')}>
        <span class="code break-all">{props.cdr.attemptId}</span>
      </Fact>
    </Facts>
  );
}

/** One call: what happened, how it ended, and why it cost what it cost. */
export function CdrDrawer(props: { cdrId: string; onClose: () => void }) {
  const query = useQuery(() => cdrQuery(props.cdrId));
  return (
    <Drawer open onClose={props.onClose} title={dataOf(query)?.display ?? '\u00a0'} testId="cdr-drawer">
      <Switch fallback={<Bone class="h-40 w-full" />}>
        <Match when={query.isLoadingError}>
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        </Match>
        <Match when={dataOf(query)}>
          {(cdr) => (
            <div class="grid gap-5">
              <div class="flex items-center gap-3 text-s">
                <Tag tone={cdrSaid(cdr()).tone}>{cdrSaid(cdr()).words}</Tag>
                <span class="ml-auto text-xs text-ink-3">{t('books.cdrs.attempt', String(cdr().attemptNo))}</span>
              </div>
              <TimeLine cdr={cdr()} />
              <CallFacts cdr={cdr()} />
              <Show when={cdr().answeredAt}>
                <ChargeLadder attemptId={cdr().attemptId} />
              </Show>
            </div>
          )}
        </Match>
      </Switch>
    </Drawer>
  );
}
