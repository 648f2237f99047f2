// What is known of one thing: a name and a value each, in a list of definitions.
import type { JSX } from 'solid-js';

type FactProps = { label: string; children: JSX.Element; testId?: string };

/** A list of `Fact`, names on the left and values on the right. */
export function Facts(props: { class?: string; testId?: string; children: JSX.Element }) {
  return (
    <dl class={`grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 ${props.class ?? 'text-xs'}`} data-testid={props.testId}>
      {props.children}
    </dl>
  );
}

/** One line of `Facts`. */
export function Fact(props: FactProps) {
  return (
    <>
      <dt class="text-ink-3">{props.label}</dt>
      <dd class="min-w-0 text-right break-words tabular" data-testid={props.testId}>
        {props.children}
      </dd>
    </>
  );
}

/** A line with a rule below it, for a `<dl>` with room: the value beside its name, or at the end where it is a figure. */
export function FactLine(props: FactProps & { atEnd?: boolean }) {
  return (
    <div class="flex min-h-8 items-baseline gap-3 border-b border-line py-1.5 last:border-0">
      <dt class={`shrink-0 text-ink-3 ${props.atEnd === true ? 'text-s' : 'w-24 text-xs'}`}>{props.label}</dt>
      <dd
        class={`min-w-0 grow text-s ${props.atEnd === true ? 'text-right break-all' : 'break-words'}`}
        data-testid={props.testId}
      >
        {props.children}
      </dd>
    </div>
  );
}

/** The value below its name, for facts that stand beside each other. */
export function FactBelow(props: FactProps) {
  return (
    <div class="min-w-0">
      <dt class="text-xs text-ink-3">{props.label}</dt>
      <dd class="truncate text-s" data-testid={props.testId}>
        {props.children}
      </dd>
    </div>
  );
}
