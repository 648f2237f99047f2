import { For, type JSX, Show, createEffect } from 'solid-js';
import { brandName } from '../session/brand.ts';
import { Bone } from './bone.tsx';

/** The head of a page: its name, its state, one line of what it is, actions on the right. Also names the tab. */
export function PageHead(props: { title: string; state?: JSX.Element; line?: JSX.Element; children?: JSX.Element }) {
  createEffect(() => {
    document.title = `${props.title} · ${brandName()}`;
  });
  return (
    <div class="mb-4 flex min-h-8 flex-wrap items-center gap-x-3 gap-y-2">
      <h1 class="min-w-0 break-words">{props.title}</h1>
      {props.state}
      <Show when={props.line}>
        <span class="min-w-0 text-s text-ink-2 max-md:order-last max-md:w-full">{props.line}</span>
      </Show>
      <span class="grow" />
      <div class="flex flex-wrap items-center gap-2">{props.children}</div>
    </div>
  );
}

/** The shape of any page while its code is on the way. */
export function PageBones() {
  return (
    <div aria-busy="true">
      <Bone class="mb-5 h-6 w-48" />
      <div class="rounded-m border border-line bg-surface p-4">
        <Bone class="mb-3 h-4 w-24" />
        <Bone class="h-8 w-full" />
      </div>
      <div class="mt-4 grid gap-4 rounded-m border border-line bg-surface p-4">
        <For each={['w-2/3', 'w-1/2', 'w-3/4', 'w-2/5', 'w-3/5']}>{(width) => <Bone class={`h-4 ${width}`} />}</For>
      </div>
    </div>
  );
}
