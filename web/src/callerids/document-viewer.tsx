// The documents beside a number: page by page, larger, smaller, turned. Only pictures that we drew ourselves are shown.
import type { CallerIdDocument } from '@yunhu/api/schemas';
import ChevronLeft from 'lucide-solid/icons/chevron-left';
import ChevronRight from 'lucide-solid/icons/chevron-right';
import Download from 'lucide-solid/icons/download';
import RotateCw from 'lucide-solid/icons/rotate-cw';
import ZoomIn from 'lucide-solid/icons/zoom-in';
import ZoomOut from 'lucide-solid/icons/zoom-out';
import { For, type JSX, Show, createEffect, createMemo, createSignal, on } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { buttonClass } from '../ui/button.tsx';

type ViewerProps = {
  documents: readonly CallerIdDocument[];
  /** Where the API serves a document's parts: `…/documents/<id>`. */
  base: (documentId: string) => string;
  class?: string;
};

const zooms = [1, 1.5, 2, 3] as const;

function Tool(props: { label: string; onPress: () => void; disabled?: boolean; children: JSX.Element }) {
  return (
    <button
      type="button"
      class={`${buttonClass('ghost', 'icon')} size-7!`}
      aria-label={props.label}
      title={props.label}
      disabled={props.disabled ?? false}
      onClick={() => props.onPress()}
    >
      {props.children}
    </button>
  );
}

function Tabs(props: { documents: readonly CallerIdDocument[]; chosen: number; onChoose: (index: number) => void }) {
  return (
    <div class="flex min-w-0 gap-1 overflow-x-auto border-b border-line px-2 pt-2" role="tablist">
      <For each={props.documents}>
        {(document, index) => (
          <button
            type="button"
            role="tab"
            aria-selected={index() === props.chosen}
            class="max-w-52 shrink-0 truncate rounded-t-s border-b-2 border-transparent px-3 py-1.5 text-xs text-ink-2 hover:text-ink aria-selected:border-accent aria-selected:font-medium aria-selected:text-ink"
            title={document.fileName}
            onClick={() => props.onChoose(index())}
          >
            <b class="font-medium">{t(`callerIds.form.${document.kind}`)}</b> {document.fileName}
          </button>
        )}
      </For>
    </div>
  );
}

function createView() {
  const [page, setPage] = createSignal(1);
  const [zoom, setZoom] = createSignal(0);
  const [turns, setTurns] = createSignal(0);
  return {
    page,
    setPage,
    turns,
    scale: () => zooms[zoom()] ?? 1,
    zoomBy: (by: number) => setZoom(Math.max(0, Math.min(zooms.length - 1, zoom() + by))),
    turn: () => setTurns((turns() + 1) % 4),
    reset: () => (setPage(1), setZoom(0), setTurns(0)),
  };
}

type View = ReturnType<typeof createView>;

function Tools(props: { document: CallerIdDocument; view: View; file: string }) {
  const pages = () => props.document.pages.length;
  return (
    <div class="flex items-center gap-0.5 border-b border-line px-2 py-1">
      <Show when={pages() > 1}>
        <Tool
          label={t('callerIds.viewer.previous')}
          disabled={props.view.page() <= 1}
          onPress={() => props.view.setPage(props.view.page() - 1)}
        >
          <ChevronLeft class="size-4" aria-hidden="true" />
        </Tool>
        <span class="min-w-12 text-center text-xs text-ink-2 tabular">
          {t('callerIds.viewer.page', String(props.view.page()), String(pages()))}
        </span>
        <Tool
          label={t('callerIds.viewer.next')}
          disabled={props.view.page() >= pages()}
          onPress={() => props.view.setPage(props.view.page() + 1)}
        >
          <ChevronRight class="size-4" aria-hidden="true" />
        </Tool>
      </Show>
      <span class="grow" />
      <Tool label={t('callerIds.viewer.zoomOut')} onPress={() => props.view.zoomBy(-1)}>
        <ZoomOut class="size-4" aria-hidden="true" />
      </Tool>
      <Tool label={t('callerIds.viewer.zoomIn')} onPress={() => props.view.zoomBy(1)}>
        <ZoomIn class="size-4" aria-hidden="true" />
      </Tool>
      <Tool label={t('callerIds.viewer.rotate')} onPress={() => props.view.turn()}>
        <RotateCw class="size-4" aria-hidden="true" />
      </Tool>
      <Show when={props.document.contentType === 'application/pdf'}>
        <a
          class={`${buttonClass('ghost', 'icon')} size-7!`}
          href={props.file}
          download=""
          title={t('callerIds.viewer.download')}
          aria-label={t('callerIds.viewer.download')}
        >
          <Download class="size-4" aria-hidden="true" />
        </a>
      </Show>
    </div>
  );
}

function Page(props: { document: CallerIdDocument; view: View; src: string }) {
  const isLying = () => props.view.turns() % 2 === 1;
  const size = () => props.document.pages.find((one) => one.page === props.view.page()) ?? { width: 3, height: 4 };
  return (
    <div class="min-h-0 grow overflow-auto bg-sunken p-3" data-testid="document-page">
      <div
        class="mx-auto grid place-items-center transition-[width] duration-150"
        style={{
          width: `${props.view.scale() * 100}%`,
          'aspect-ratio': isLying() ? `${size().height} / ${size().width}` : `${size().width} / ${size().height}`,
        }}
      >
        <img
          src={props.src}
          alt={t('callerIds.viewer.alt', props.document.fileName, String(props.view.page()))}
          class="rounded-s bg-white shadow-card"
          style={{
            width: isLying() ? 'auto' : '100%',
            height: isLying() ? `calc(100% * ${size().height} / ${size().width})` : 'auto',
            'max-width': isLying() ? 'none' : '100%',
            transform: `rotate(${props.view.turns() * 90}deg)`,
          }}
        />
      </div>
    </div>
  );
}

/** Documents side by side with what they prove. */
export function DocumentViewer(props: ViewerProps) {
  const [index, setIndex] = createSignal(0);
  const view = createView();
  const document = createMemo(() => props.documents[index()] ?? props.documents[0]);
  createEffect(
    on(
      () => props.documents.map((one) => one.id).join(),
      () => (setIndex(0), view.reset()),
      { defer: true },
    ),
  );
  const choose = (next: number): void => {
    setIndex(next);
    view.reset();
  };
  return (
    <div class={`flex min-h-0 flex-col ${props.class ?? ''}`}>
      <Show when={document()} fallback={<p class="p-6 text-center text-s text-ink-3">{t('callerIds.viewer.none')}</p>}>
        {(known) => (
          <>
            <Tabs documents={props.documents} chosen={index()} onChoose={choose} />
            <Tools document={known()} view={view} file={`${props.base(known().id)}/file`} />
            <Page document={known()} view={view} src={`${props.base(known().id)}/pages/${view.page()}`} />
          </>
        )}
      </Show>
    </div>
  );
}
