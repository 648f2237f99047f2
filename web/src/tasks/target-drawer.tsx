import { useQuery } from '@tanstack/solid-query';
import type { Attempt } from '@yunhu/api/schemas';
import { For, Match, Show, Switch } from 'solid-js';
import { formatDuration } from '../i18n/time.ts';
import { t, tMaybe } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { Bone } from '../ui/bone.tsx';
import { Drawer } from '../ui/dialog.tsx';
import { Fact, Facts } from '../ui/fact.tsx';
import { ErrorState } from '../ui/notice.tsx';
import { dataOf } from '../ui/query.ts';
import { Tag, toneFill } from '../ui/status.tsx';
import { targetQuery } from './data.ts';
import { outcomeSaid, targetSaid } from './task-words.ts';

const refreshMs = 2_000;

/** Ringing and talking side by side, each as long as it lasted. */
function AttemptBar(props: { attempt: Attempt }) {
  const ring = () => props.attempt.ringSeconds ?? 0;
  const talk = () => props.attempt.billedSeconds;
  return (
    <Show when={ring() + talk() > 0}>
      <span class="mt-2 flex h-2 gap-px overflow-hidden rounded-[3px] bg-queued" aria-hidden="true">
        <Show when={ring() > 0}>
          <i class="block min-w-[2px] basis-0 bg-ringing" style={{ 'flex-grow': ring() }} />
        </Show>
        <Show when={talk() > 0}>
          <i
            class={`block min-w-[2px] basis-0 ${props.attempt.transferred ? 'bg-transferred' : 'bg-answered'}`}
            style={{ 'flex-grow': talk() }}
          />
        </Show>
      </span>
    </Show>
  );
}

function AttemptFacts(props: { attempt: Attempt }) {
  const format = useFormat();
  const cause = () => {
    const code = props.attempt.cause;
    return code === null ? null : tMaybe('taskLive.causes', String(code), String(code));
  };
  const at = (iso: string | null) => (iso === null ? t('ui.none') : format.time(iso));
  return (
    <Facts class="mt-2.5 text-xs">
      <Fact label={t('taskLive.detail.originated')}>{at(props.attempt.originatedAt)}</Fact>
      <Show when={props.attempt.answeredAt}>
        {(iso) => <Fact label={t('taskLive.detail.answered')}>{at(iso())}</Fact>}
      </Show>
      <Fact label={t('taskLive.detail.ended')}>{at(props.attempt.endedAt)}</Fact>
      <Show when={props.attempt.keys}>{(keys) => <Fact label={t('taskLive.detail.keys')}>{keys()}</Fact>}</Show>
      <Show when={props.attempt.seat}>{(seat) => <Fact label={t('taskLive.detail.seat')}>{seat().name}</Fact>}</Show>
      <Show when={props.attempt.sipStatus}>{(sip) => <Fact label={t('taskLive.detail.sip')}>{sip()}</Fact>}</Show>
      <Show when={cause()}>{(words) => <Fact label={t('taskLive.detail.cause')}>{words()}</Fact>}</Show>
      <Show when={props.attempt.trunk}>{(trunk) => <Fact label={t('taskLive.detail.trunk')}>{trunk()}</Fact>}</Show>
      <Fact label={t('taskLive.detail.charge')}>{format.money(props.attempt.chargedMicros)}</Fact>
    </Facts>
  );
}

function AttemptEntry(props: { attempt: Attempt }) {
  const said = () =>
    props.attempt.state === 'ended'
      ? outcomeSaid({ ...props.attempt, reason: null })
      : {
          tone: 'ringing' as const,
          words: t(
            props.attempt.state === 'answered'
              ? 'taskLive.targets.results.talking'
              : 'taskLive.targets.results.ringing',
          ),
        };
  const lengths = () => {
    const parts: string[] = [];
    if (props.attempt.ringSeconds !== null) parts.push(t('taskLive.detail.ring', String(props.attempt.ringSeconds)));
    if (props.attempt.billedSeconds > 0)
      parts.push(t('taskLive.detail.talk', formatDuration(props.attempt.billedSeconds)));
    return parts.join(' · ');
  };
  return (
    <li class="relative border-l border-line pb-6 pl-5 last:pb-0" data-testid="attempt">
      <i
        class={`absolute top-1.5 -left-[5px] size-[9px] rounded-full ring-4 ring-raised ${toneFill[said().tone]}`}
        aria-hidden="true"
      />
      <p class="flex items-baseline gap-3 text-s">
        <b class="font-medium">{t('taskLive.detail.attempt', String(props.attempt.attemptNo))}</b>
        <span>{said().words}</span>
        <span class="ml-auto text-xs text-ink-3 tabular">{lengths()}</span>
      </p>
      <AttemptBar attempt={props.attempt} />
      <AttemptFacts attempt={props.attempt} />
    </li>
  );
}

/** The whole story of one number: every time it was called, what happened, and what it cost. */
export function TargetDrawer(props: { taskId: string; targetId: string; onClose: () => void }) {
  const query = useQuery(() => ({
    ...targetQuery(props.taskId, props.targetId),
    refetchInterval: (current) => (current.state.data?.state === 'leased' ? refreshMs : false),
  }));
  const format = useFormat();
  const detail = () => dataOf(query);
  return (
    <Drawer open onClose={props.onClose} title={detail()?.display ?? '\u00a0'} testId="target-drawer">
      <Switch
        fallback={
          <div class="grid gap-3">
            <Bone class="h-5 w-40" />
            <Bone class="h-24 w-full" />
          </div>
        }
      >
        <Match when={query.isLoadingError}>
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        </Match>
        <Match when={detail()}>
          {(known) => {
            const said = () => targetSaid({ ...known(), attempts: known().attempts.length });
            return (
              <div class="grid gap-5">
                <div class="flex items-center gap-3 text-s">
                  <Tag tone={said().tone}>{said().words}</Tag>
                  <span class="code ml-auto text-ink-2">{format.money(known().chargedMicros)}</span>
                </div>
                <h2>{t('taskLive.detail.attempts')}</h2>
                <Show
                  when={known().attempts.length > 0}
                  fallback={<p class="text-s text-ink-2">{t('taskLive.detail.none')}</p>}
                >
                  <ol class="ml-1.5">
                    <For each={known().attempts}>{(attempt) => <AttemptEntry attempt={attempt} />}</For>
                  </ol>
                </Show>
              </div>
            );
          }}
        </Match>
      </Switch>
    </Drawer>
  );
}
