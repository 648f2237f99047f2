import { Index, type JSX, Show } from 'solid-js';
import { Bone } from './bone.tsx';

export type FigureProps = {
  label: string;
  /** Undefined while it is on its way: the strip keeps its shape. */
  value: JSX.Element | undefined;
  note?: JSX.Element;
  tone?: 'bad' | 'plain';
  testId?: string;
  hint?: string;
};

/** One large figure with what it is above and what to read it against below. */
function Figure(props: FigureProps) {
  return (
    <div
      class="min-w-0 border-line max-md:last:odd:col-span-2 px-4 py-3.5 max-lg:border-t max-lg:odd:border-l-0 max-lg:even:border-l md:max-lg:[&:nth-child(3n+1)]:border-l-0 md:max-lg:[&:not(:nth-child(3n+1))]:border-l max-md:[&:nth-child(-n+2)]:border-t-0 md:max-lg:[&:nth-child(-n+3)]:border-t-0 lg:not-first:border-l"
      title={props.hint}
    >
      <dt class="truncate text-xs text-ink-2">{props.label}</dt>
      <dd>
        <Show when={props.value !== undefined} fallback={<Bone class="my-2 h-5 w-24" />}>
          <strong
            class="block truncate text-[22px] leading-9 font-semibold tracking-[-0.02em] tabular xl:text-figure"
            classList={{ 'text-bad-ink': props.tone === 'bad' }}
            data-testid={props.testId}
          >
            {props.value}
          </strong>
        </Show>
        <small class="block truncate text-xs text-ink-3 tabular">
          {props.value === undefined ? '\u00a0' : (props.note ?? '\u00a0')}
        </small>
      </dd>
    </div>
  );
}

/** A strip of at most six figures. */
export function Figures(props: { items: FigureProps[]; label: string }) {
  return (
    <dl
      class="grid grid-cols-2 md:grid-cols-3 lg:grid-flow-col lg:auto-cols-fr lg:grid-cols-none"
      aria-label={props.label}
    >
      {/* By place, so that a live figure changes its digits and nothing else. */}
      <Index each={props.items}>{(item) => <Figure {...item()} />}</Index>
    </dl>
  );
}
