// Where the documents of a submission come in: dropped or chosen, uploaded at once, and each told what is wrong with it.
import { useQuery } from '@tanstack/solid-query';
import { type CallerIdDocument, callerIdLimits, documentKinds, type DocumentKind } from '@yunhu/api/schemas';
import FileText from 'lucide-solid/icons/file-text';
import X from 'lucide-solid/icons/x';
import { For, Show, createSignal, onCleanup } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { freshKey } from '../session/fresh-key.ts';
import { FileDrop } from '../ui/file-drop.tsx';
import { ActionMenu } from '../ui/menu.tsx';
import { dataOf } from '../ui/query.ts';
import { bringDocument, documentsQuery } from './data.ts';
import { refusalText } from './words.ts';

export type Paper = {
  readonly key: string;
  readonly kind: DocumentKind;
  readonly name: string;
  readonly share: number;
  readonly document?: CallerIdDocument;
  readonly problem?: string;
};

/** Files on their way and taken. */
export function createPapers(initial: readonly CallerIdDocument[] = []) {
  const paperOf = (document: CallerIdDocument): Paper => ({
    ...{ key: document.id, kind: document.kind, name: document.fileName, share: 1, document },
  });
  const [papers, setPapers] = createSignal<readonly Paper[]>(initial.map(paperOf));
  const abort = new AbortController();
  onCleanup(() => abort.abort());
  const change = (key: string, by: Partial<Paper>) =>
    setPapers((before) => before.map((paper) => (paper.key === key ? { ...paper, ...by } : paper)));
  const bring = async (file: File, kind: DocumentKind): Promise<void> => {
    const key = freshKey();
    setPapers((before) => [...before, { key, kind, name: file.name, share: 0 }]);
    try {
      const onProgress = (share: number) => change(key, { share: share * 0.9 });
      change(key, { document: await bringDocument(file, kind, { onProgress, signal: abort.signal }), share: 1 });
    } catch (error) {
      if (!abort.signal.aborted) change(key, { problem: refusalText(error) });
    }
  };
  const taken = () => papers().flatMap((paper) => paper.document ?? []);
  return {
    papers,
    add: (files: Iterable<File>, kind: DocumentKind): void => {
      const room = callerIdLimits.documents - papers().length;
      for (const file of [...files].slice(0, Math.max(0, room))) void bring(file, kind);
    },
    reuse: (document: CallerIdDocument) => setPapers((before) => [...before, paperOf(document)]),
    remove: (key: string) => setPapers((before) => before.filter((paper) => paper.key !== key)),
    ids: () => taken().map((document) => document.id),
    isBusy: () => papers().some((paper) => paper.document === undefined && paper.problem === undefined),
    /** What is missing; undefined where nothing is. */
    missing: (): string | undefined => {
      const has = (kind: DocumentKind) => taken().some((document) => document.kind === kind);
      if (!has('licence')) return t('callerIds.form.licenceMissing');
      return has('receipt') ? undefined : t('callerIds.form.receiptMissing');
    },
  };
}

export type Papers = ReturnType<typeof createPapers>;

function PaperRow(props: { paper: Paper; onRemove: () => void }) {
  const isOnWay = () => props.paper.document === undefined && props.paper.problem === undefined;
  return (
    <li class="grid gap-1 rounded-s border border-line px-2.5 py-2 text-s" data-testid="paper">
      <span class="flex items-center gap-2">
        <FileText class="size-4 shrink-0 text-ink-3" aria-hidden="true" />
        <span class="min-w-0 grow truncate">{props.paper.name}</span>
        <Show when={isOnWay()}>
          <span class="text-xs text-ink-3" role="status">
            {t('callerIds.form.checking')}
          </span>
        </Show>
        <button
          type="button"
          class="grid size-6 shrink-0 place-items-center rounded-s text-ink-3 hover:bg-sunken hover:text-ink"
          aria-label={t('callerIds.form.remove', props.paper.name)}
          onClick={() => props.onRemove()}
        >
          <X class="size-3.5" aria-hidden="true" />
        </button>
      </span>
      <Show when={isOnWay()}>
        <span class="h-1 overflow-hidden rounded-full bg-sunken" aria-hidden="true">
          <i
            class="block h-full bg-accent transition-[width] duration-150"
            style={{ width: `${props.paper.share * 100}%` }}
          />
        </span>
      </Show>
      <Show when={props.paper.problem}>
        <p role="alert" class="text-xs text-bad-ink">
          {props.paper.problem}
        </p>
      </Show>
    </li>
  );
}

function Kind(props: { kind: DocumentKind; papers: Papers; known: readonly CallerIdDocument[] }) {
  const own = () => props.papers.papers().filter((paper) => paper.kind === props.kind);
  const reusable = () =>
    props.known.filter((one) => one.kind === props.kind && !props.papers.ids().includes(one.id)).slice(0, 8);
  return (
    <section class="grid content-start gap-2">
      <div class="flex items-baseline justify-between gap-2">
        <span class="text-s text-ink-2">
          {t(`callerIds.form.${props.kind}`)}
          <small class="block text-xs text-ink-3">{t(`callerIds.form.${props.kind}Help`)}</small>
        </span>
        <Show when={reusable().length > 0}>
          <ActionMenu
            label={t('callerIds.form.reuse')}
            actions={reusable().map((document) => ({
              label: document.fileName,
              run: () => props.papers.reuse(document),
            }))}
          />
        </Show>
      </div>
      <ul class="grid gap-1.5">
        <For each={own()}>{(paper) => <PaperRow paper={paper} onRemove={() => props.papers.remove(paper.key)} />}</For>
      </ul>
      <FileDrop
        words={t('callerIds.form.drop')}
        overWords={t('callerIds.form.dropActive')}
        help={t('callerIds.form.types')}
        accept=".jpg,.jpeg,.png,.pdf,image/jpeg,image/png,application/pdf"
        multiple
        label={t(`callerIds.form.${props.kind}`)}
        size="s"
        onFiles={(files) => props.papers.add(files, props.kind)}
        testId={`${props.kind}-file`}
      />
    </section>
  );
}

/** Business licences and receipts, side by side. */
export function DocumentsField(props: { papers: Papers; error: string | undefined }) {
  const known = useQuery(() => documentsQuery);
  return (
    <div class="grid gap-2">
      <div class="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
        <For each={documentKinds}>
          {(kind) => <Kind kind={kind} papers={props.papers} known={dataOf(known)?.items ?? []} />}
        </For>
      </div>
      <Show when={props.error}>
        <p role="alert" class="text-xs text-bad-ink" data-testid="papers-problem">
          {props.error}
        </p>
      </Show>
    </div>
  );
}
