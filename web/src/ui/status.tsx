// Status is a colour and a word, never a colour alone.
import type { JSX } from 'solid-js';

export type Tone =
  'answered' | 'transferred' | 'ringing' | 'busy' | 'failed' | 'noanswer' | 'unknown' | 'skipped' | 'queued';

/** Backgrounds of the tones, for squares, bars and edges. Written out so that the stylesheet knows them. */
export const toneFill: Record<Tone, string> = {
  answered: 'bg-answered',
  transferred: 'bg-transferred',
  ringing: 'bg-ringing',
  busy: 'bg-busy',
  failed: 'bg-failed',
  noanswer: 'bg-noanswer',
  unknown: 'bg-failed/45',
  skipped: 'bg-line-strong',
  queued: 'bg-queued',
};

/** A small square of the tone with its word beside it. */
export function Tag(props: { tone: Tone; children: JSX.Element }) {
  return (
    <span class="flex min-w-0 items-center gap-1.5">
      <i class={`size-2 shrink-0 rounded-[2px] ${toneFill[props.tone]}`} aria-hidden="true" />
      <span class="truncate">{props.children}</span>
    </span>
  );
}

const pillLooks = {
  ok: 'bg-ok-soft text-ok-ink',
  warn: 'bg-warn-soft text-warn-ink',
  bad: 'bg-bad-soft text-bad-ink',
  accent: 'bg-accent-soft text-accent',
  plain: 'bg-sunken text-ink-2',
};
export type PillLook = keyof typeof pillLooks;

/** The state of a whole thing, beside its name; the dot breathes while it is live. */
export function Pill(props: { look: PillLook; live?: boolean; children: JSX.Element; testId?: string }) {
  return (
    <span
      data-testid={props.testId}
      class={`inline-flex h-6 shrink-0 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium ${pillLooks[props.look]}`}
    >
      <i
        class="size-[7px] rounded-full bg-current"
        classList={{ 'pulse-live': props.live === true }}
        aria-hidden="true"
      />
      {props.children}
    </span>
  );
}
