import type { Job } from '@yunhu/api/schemas';
import { Show } from 'solid-js';
import { toneFill } from '../ui/status.tsx';
import { shareOf } from './how-far.ts';
import { stateTones } from './job-words.ts';

/** How far a job is; of unknown length while it only says that it moves. */
export function ProgressBar(props: { job: Job; label: string; class?: string }) {
  const share = () => shareOf(props.job);
  const fill = () => (props.job.state === 'running' ? 'bg-accent' : toneFill[stateTones[props.job.state]]);
  const percent = () => Math.round((share() ?? 0) * 100);
  const isUnsure = () => props.job.state === 'running' && share() === undefined;
  return (
    <span
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={isUnsure() ? undefined : percent()}
      class={`block overflow-hidden rounded-full bg-queued ${props.class ?? 'h-2'}`}
    >
      <Show when={isUnsure()} fallback={<i class={`block h-full ${fill()}`} style={{ width: `${percent()}%` }} />}>
        <i class="pulse-live block h-full w-1/3 bg-accent" />
      </Show>
    </span>
  );
}
