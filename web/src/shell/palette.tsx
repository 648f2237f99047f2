import * as Kobalte from '@kobalte/core/dialog';
import { useNavigate } from '@solidjs/router';
import Search from 'lucide-solid/icons/search';
import { For, Show, createEffect, createMemo, createSignal, on, onCleanup, onMount } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { type PaletteEntry, usePaletteEntries } from './palette-entries.ts';

function Row(props: { entry: PaletteEntry; id: string; active: boolean; onPoint: () => void; onPick: () => void }) {
  const [element, setElement] = createSignal<HTMLDivElement>();
  createEffect(() => {
    if (props.active) element()?.scrollIntoView({ block: 'nearest' });
  });
  return (
    <div
      ref={setElement}
      id={props.id}
      role="option"
      tabindex="-1"
      aria-selected={props.active}
      class="flex min-h-9 cursor-pointer items-center gap-3 rounded-s px-3 text-s"
      classList={{ 'bg-sunken': props.active }}
      onPointerMove={() => props.onPoint()}
      onClick={() => props.onPick()}
    >
      <span class="min-w-0 truncate">{props.entry.label}</span>
      <span class="ml-auto shrink-0 text-xs text-ink-3">{props.entry.note}</span>
    </div>
  );
}

type ListProps = {
  entries: PaletteEntry[];
  query: string;
  chosen: number;
  onPoint: (index: number) => void;
  onPick: (entry: PaletteEntry) => void;
};

function Entries(props: ListProps) {
  const beginsGroup = (index: number) => props.entries[index - 1]?.group !== props.entries[index]?.group;
  return (
    <div
      id="palette-list"
      role="listbox"
      aria-label={t('shell.palette.title')}
      class="max-h-[52vh] overflow-y-auto p-1.5"
    >
      <For
        each={props.entries}
        fallback={<p class="px-3 py-6 text-center text-s text-ink-3">{t('shell.palette.nothing', props.query)}</p>}
      >
        {(entry, index) => (
          <>
            <Show when={beginsGroup(index())}>
              <p class="px-3 pt-2 pb-1 text-2xs font-semibold tracking-wider text-ink-3">
                {t(`shell.palette.${entry.group}`)}
              </p>
            </Show>
            <Row
              entry={entry}
              id={`palette-${index()}`}
              active={index() === props.chosen}
              onPoint={() => props.onPoint(index())}
              onPick={() => props.onPick(entry)}
            />
          </>
        )}
      </For>
    </div>
  );
}

function PaletteBody(props: { close: () => void }) {
  const navigate = useNavigate();
  const [query, setQuery] = createSignal('');
  const [active, setActive] = createSignal(0);
  const entries = usePaletteEntries(query);
  createEffect(on(query, () => setActive(0), { defer: true }));
  const chosen = createMemo(() => Math.min(active(), Math.max(0, entries().length - 1)));
  const open = (entry: PaletteEntry): void => {
    props.close();
    navigate(entry.path);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const entry = entries()[chosen()];
    if (step !== 0 && entry !== undefined) setActive((chosen() + step + entries().length) % entries().length);
    else if (event.key === 'Enter' && entry !== undefined) open(entry);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div class="flex items-center gap-3 border-b border-line px-4">
        <Search class="size-4 text-ink-3" aria-hidden="true" />
        <input
          class="h-12 w-full bg-transparent text-l outline-none placeholder:text-ink-3/70"
          placeholder={t('shell.palette.placeholder')}
          aria-label={t('shell.palette.title')}
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={`palette-${chosen()}`}
          value={query()}
          onInput={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <Entries entries={entries()} query={query()} chosen={chosen()} onPoint={setActive} onPick={open} />
      <p class="border-t border-line px-4 py-2 text-2xs text-ink-3 max-md:hidden">{t('shell.palette.hint')}</p>
    </>
  );
}

/** Finds any page, task or account by name: Ctrl K or ⌘ K from anywhere. */
export function Palette(props: { open: boolean; setOpen: (open: boolean) => void }) {
  onMount(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      props.setOpen(!props.open);
    };
    document.addEventListener('keydown', onKeyDown);
    onCleanup(() => document.removeEventListener('keydown', onKeyDown));
  });
  return (
    <Kobalte.Root open={props.open} onOpenChange={(open) => props.setOpen(open)}>
      <Kobalte.Portal>
        <Kobalte.Overlay class="fixed inset-0 z-40 bg-scrim" />
        <div class="fixed inset-0 z-50 flex items-start justify-center p-4 pt-[12vh] max-md:pt-4">
          <Kobalte.Content
            class="rise w-full max-w-[560px] overflow-hidden rounded-m border border-line bg-raised shadow-pop outline-none"
            aria-label={t('shell.palette.title')}
            data-testid="palette"
          >
            <PaletteBody close={() => props.setOpen(false)} />
          </Kobalte.Content>
        </div>
      </Kobalte.Portal>
    </Kobalte.Root>
  );
}
