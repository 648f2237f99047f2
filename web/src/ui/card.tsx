import { type JSX, Show } from 'solid-js';

/** A surface with one thing on it. `label` names the region for those who cannot see the border. */
export function Card(props: { children: JSX.Element; class?: string; label?: string }) {
  return (
    <section
      aria-label={props.label}
      class={`rounded-m border border-line bg-surface shadow-card ${props.class ?? ''}`}
    >
      {props.children}
    </section>
  );
}

/** The head of a card: what it is, a quiet note, and what can be done on the right. */
export function CardHead(props: { title: string; note?: JSX.Element; children?: JSX.Element }) {
  return (
    <header class="flex min-h-12 flex-wrap items-center gap-x-2.5 gap-y-1 border-b border-line px-4 py-2">
      <h2>{props.title}</h2>
      <Show when={props.note}>
        <span class="text-xs text-ink-3">{props.note}</span>
      </Show>
      <span class="grow" />
      {props.children}
    </header>
  );
}
