// What every approval looks like: its state, its history, and the bar where a reviewer decides.
import { For, type JSX, Show, createSignal, onCleanup, onMount } from 'solid-js';
import { t, tMaybe } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { Button } from './button.tsx';
import { FormProblem } from './notice.tsx';
import { Pill, type PillLook, Tag, type Tone, toneFill } from './status.tsx';
import { TextArea } from './text-area.tsx';

const tones: Readonly<Record<string, Tone>> = {
  draft: 'queued',
  converting: 'queued',
  failed: 'failed',
  submitted: 'ringing',
  withdrawn: 'noanswer',
  renewing: 'ringing',
  approved: 'answered',
  rejected: 'failed',
  revoked: 'failed',
  expired: 'busy',
  undone: 'noanswer',
};
const looks: Readonly<Record<string, PillLook>> = {
  failed: 'bad',
  submitted: 'warn',
  renewing: 'warn',
  approved: 'ok',
  rejected: 'bad',
  revoked: 'bad',
  expired: 'warn',
};

const stateWords = (state: string) => tMaybe('approval.states', state, state);

/** The state of an approval in a row: a square of its colour and the word. */
export function ApprovalTag(props: { state: string }) {
  return <Tag tone={tones[props.state] ?? 'queued'}>{stateWords(props.state)}</Tag>;
}

/** The state of an approval beside a name. */
export function ApprovalPill(props: { state: string; testId?: string }) {
  return (
    <Pill look={looks[props.state] ?? 'plain'} {...(props.testId !== undefined && { testId: props.testId })}>
      {stateWords(props.state)}
    </Pill>
  );
}

export type ApprovalEvent = {
  readonly id: string;
  /** submitted, approved, rejected, revoked, expired …: `approval.events` has the words. */
  readonly kind: string;
  readonly at: string;
  /** Who did it, where the reader may know; else words for it. */
  readonly by: string;
  readonly reason?: string | null;
  /** What else is worth saying: until when, which submission. */
  readonly note?: string | null;
};

/** What happened to an approval, the newest first. */
export function ApprovalTimeline(props: { events: readonly ApprovalEvent[] }) {
  const format = useFormat();
  return (
    <Show when={props.events.length > 0} fallback={<p class="text-s text-ink-3">{t('approval.noHistory')}</p>}>
      <ol class="grid" aria-label={t('approval.history')} data-testid="approval-history">
        <For each={props.events}>
          {(event) => (
            <li class="group grid grid-cols-[14px_minmax(0,1fr)] gap-x-3">
              <span class="flex flex-col items-center" aria-hidden="true">
                <i class={`mt-1.5 mb-1 size-2.5 shrink-0 rounded-full ${toneFill[tones[event.kind] ?? 'queued']}`} />
                <i class="w-px grow bg-line group-last:hidden" />
              </span>
              <div class="min-w-0 pb-4 group-last:pb-0">
                <p class="flex flex-wrap items-baseline gap-x-2 text-s">
                  <b class="font-medium">{tMaybe('approval.events', event.kind, event.kind)}</b>
                  <span class="text-ink-2">{event.by}</span>
                  <time class="code text-xs text-ink-3" dateTime={event.at} title={format.relative(event.at)}>
                    {format.dateTime(event.at)}
                  </time>
                </p>
                <Show when={event.note}>
                  <p class="text-xs text-ink-3">{event.note}</p>
                </Show>
                <Show when={event.reason}>
                  <p class="mt-1 rounded-s bg-sunken px-2.5 py-1.5 text-s break-words whitespace-pre-line">
                    {event.reason}
                  </p>
                </Show>
              </div>
            </li>
          )}
        </For>
      </ol>
    </Show>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Calls back for single keys, while nobody types and no dialog is open. */
export function useReviewKeys(keys: Readonly<Record<string, () => void>>): void {
  onMount(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('[role="dialog"]') !== null) return;
      const run = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (run === undefined) return;
      event.preventDefault();
      run();
    };
    document.addEventListener('keydown', onKeyDown);
    onCleanup(() => document.removeEventListener('keydown', onKeyDown));
  });
}

type DecisionBarProps = {
  /** Reasons that are used again and again, as the customer will read them. */
  templates: readonly string[];
  reason: string;
  onReason: (reason: string) => void;
  busy: 'approve' | 'reject' | null;
  problem: unknown;
  /** Says why approving is not possible yet; empty while it is. */
  blocked?: string;
  onApprove: () => void;
  onReject: () => void;
  /** What an approval needs besides: until when, warnings to be seen. */
  children?: JSX.Element;
};

const chip =
  'rounded-full border border-line px-2 py-0.5 text-left text-xs text-ink-2 transition-colors duration-150 hover:border-line-strong hover:text-ink';

function ReasonField(props: {
  reason: string;
  missing: boolean;
  templates: readonly string[];
  onReason: (reason: string) => void;
  onField: (field: HTMLTextAreaElement) => void;
}) {
  return (
    <div class="grid gap-1.5">
      <TextArea
        ref={(field) => props.onField(field)}
        label={t('approval.reasonLabel')}
        help={t('approval.reasonHelp')}
        error={props.missing ? t('approval.reasonMissing') : undefined}
        maxlength={500}
        value={props.reason}
        onValue={props.onReason}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        data-testid="decision-reason"
      />
      <div class="flex flex-wrap gap-1.5" role="group" aria-label={t('approval.templates')}>
        <For each={props.templates}>
          {(template) => (
            <button type="button" class={chip} onClick={() => props.onReason(template)}>
              {template}
            </button>
          )}
        </For>
      </div>
    </div>
  );
}

function Key(props: { children: string }) {
  return (
    <kbd class="max-md:hidden" aria-hidden="true">
      {props.children}
    </kbd>
  );
}

/** Where a reviewer decides: the words to the customer, and the two buttons; A and R press them. */
export function DecisionBar(props: DecisionBarProps) {
  let field: HTMLTextAreaElement | undefined;
  const [missing, setMissing] = createSignal(false);
  const approve = (): void => {
    if (props.busy === null && !props.blocked) props.onApprove();
  };
  const reject = (): void => {
    const isMissing = props.reason.trim() === '';
    setMissing(isMissing);
    if (isMissing) field?.focus();
    else if (props.busy === null) props.onReject();
  };
  useReviewKeys({ a: approve, r: reject });
  return (
    <section class="grid gap-3" aria-label={t('approval.decisionBar')} data-testid="decision-bar">
      {props.children}
      <ReasonField
        reason={props.reason}
        missing={missing()}
        templates={props.templates}
        onReason={(reason) => (setMissing(false), props.onReason(reason))}
        onField={(made) => (field = made)}
      />
      <FormProblem error={props.problem} />
      <Show when={props.blocked}>
        <p class="rounded-s bg-warn-soft px-3 py-2 text-s text-warn-ink">{props.blocked}</p>
      </Show>
      <div class="grid grid-cols-2 gap-2">
        <Button look="bad" size="l" busy={props.busy === 'reject'} onClick={reject} data-testid="reject">
          {t('approval.reject')}
          <Key>R</Key>
        </Button>
        <Button
          look="main"
          size="l"
          busy={props.busy === 'approve'}
          disabled={Boolean(props.blocked)}
          onClick={approve}
          data-testid="approve"
        >
          {t('approval.approve')}
          <Key>A</Key>
        </Button>
      </div>
    </section>
  );
}
