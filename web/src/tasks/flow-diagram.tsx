import type { Flow, KeyAction } from '@yunhu/api/schemas';
import Headset from 'lucide-solid/icons/headset';
import PhoneOff from 'lucide-solid/icons/phone-off';
import PhoneOutgoing from 'lucide-solid/icons/phone-outgoing';
import RotateCcw from 'lucide-solid/icons/rotate-ccw';
import UserX from 'lucide-solid/icons/user-x';
import Volume2 from 'lucide-solid/icons/volume-2';
import { For, type JSX, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { formatDuration } from '../i18n/time.ts';
import { t } from '../i18n/translate.ts';
import { toneFill, type Tone } from '../ui/status.tsx';

type Icon = (props: { class?: string; 'aria-hidden'?: 'true' }) => JSX.Element;

function Node(props: { icon: Icon; tone: Tone; title: string; note?: string }) {
  return (
    <div class="flex min-w-0 items-center gap-3 overflow-hidden rounded-s border border-line bg-surface pr-3">
      <span class={`w-[3px] self-stretch ${toneFill[props.tone]}`} aria-hidden="true" />
      <Dynamic component={props.icon} class="my-2.5 size-4 shrink-0 text-ink-2" aria-hidden="true" />
      <span class="min-w-0 py-1.5">
        <b class="block truncate text-s font-medium">{props.title}</b>
        <Show when={props.note}>
          <span class="block truncate text-xs text-ink-2 tabular">{props.note}</span>
        </Show>
      </span>
    </div>
  );
}

function Wire() {
  return <span class="ml-[22px] block h-4 w-px bg-line-strong" aria-hidden="true" />;
}

const keyLooks: Record<KeyAction, { icon: Icon; tone: Tone }> = {
  transfer: { icon: Headset, tone: 'transferred' },
  opt_out: { icon: UserX, tone: 'busy' },
  replay: { icon: RotateCcw, tone: 'answered' },
};

function Branch(props: { label: string; children: JSX.Element }) {
  return (
    <li class="grid group grid-cols-[84px_minmax(0,1fr)] items-center">
      <span class="flex h-full items-center text-xs text-ink-2">
        <span
          class="ml-[22px] h-full w-px bg-line-strong group-last:mt-0 group-last:h-1/2 group-last:self-start"
          aria-hidden="true"
        />
        <span class="mr-1 h-px w-2 bg-line-strong" aria-hidden="true" />
        <span class="whitespace-nowrap">{props.label}</span>
      </span>
      <span class="min-w-0 py-1">{props.children}</span>
    </li>
  );
}

/** As they stand on a phone: 1 to 9, then 0, then the signs. */
function keyRank(key: string): number {
  return '1234567890*#'.indexOf(key);
}

function keyWords(flow: Flow, action: KeyAction): string {
  if (action === 'transfer') return t('taskForm.diagram.transfer', flow.queue?.name ?? t('ui.none'));
  return action === 'opt_out' ? t('taskForm.diagram.optOut') : t('taskForm.diagram.replay');
}

/** The whole way of one call, top to bottom: dialed, played to, and what each key leads to. */
export function FlowDiagram(props: { flow: Flow; seats: number | null }) {
  const keys = () => Object.entries(props.flow.keys).sort(([left], [right]) => keyRank(left) - keyRank(right));
  const length = () => formatDuration(props.flow.audio.durationMs / 1000);
  return (
    <div class="p-4" data-testid="flow-diagram">
      <Node
        icon={PhoneOutgoing}
        tone="ringing"
        title={t('taskForm.diagram.dial')}
        note={t('taskForm.diagram.dialNote', String(props.flow.callTimeoutSeconds), String(props.flow.retries))}
      />
      <Wire />
      <Node
        icon={Volume2}
        tone="answered"
        title={t('taskForm.diagram.play', props.flow.audio.name)}
        note={t('taskForm.diagram.playNote', length(), String(props.flow.plays))}
      />
      <ul class="pt-1">
        <For each={keys()}>
          {([key, action]) => (
            <Branch label={t('taskForm.diagram.key', key)}>
              <Node
                {...keyLooks[action]}
                title={keyWords(props.flow, action)}
                {...(action === 'transfer' &&
                  props.seats !== null && { note: t('taskForm.diagram.seats', String(props.seats)) })}
              />
            </Branch>
          )}
        </For>
        <Branch label={t('taskForm.diagram.noKey')}>
          <Node icon={PhoneOff} tone="noanswer" title={t('taskForm.diagram.hangUp')} />
        </Branch>
      </ul>
    </div>
  );
}
