import FileText from 'lucide-solid/icons/file-text';
import Upload from 'lucide-solid/icons/upload';
import X from 'lucide-solid/icons/x';
import { Show, createSignal } from 'solid-js';
import { formatBytes } from '../i18n/number.ts';
import { locale, t } from '../i18n/translate.ts';
import { maxListBytes } from './list-uploads.ts';

type ListDropProps = {
  /** The file that was chosen and waits to be sent, if any. */
  file: File | null;
  onFile: (file: File | null) => void;
  /** One line, where a list is already there and another is the exception. */
  compact?: boolean;
};

function ChosenFile(props: { file: File; onRemove: () => void }) {
  return (
    <div class="flex items-center gap-3 rounded-m border border-line-strong px-4 py-3 text-s">
      <FileText class="size-4 shrink-0 text-ink-2" aria-hidden="true" />
      <span class="min-w-0 grow truncate">
        {t('taskForm.upload.chosen', props.file.name, formatBytes(props.file.size, locale()))}
      </span>
      <button
        type="button"
        class="grid size-7 place-items-center rounded-s text-ink-3 hover:bg-sunken hover:text-ink"
        aria-label={t('taskForm.upload.remove')}
        onClick={() => props.onRemove()}
      >
        <X class="size-4" aria-hidden="true" />
      </button>
    </div>
  );
}

function DropZone(props: { compact: boolean; onTake: (file: File | undefined) => void }) {
  const [isOver, setIsOver] = createSignal(false);
  const words = () => {
    if (isOver()) return t('taskForm.upload.dropActive');
    return props.compact ? t('taskForm.upload.add') : t('taskForm.upload.drop');
  };
  return (
    <label
      class="flex cursor-pointer items-center justify-center gap-2 rounded-m border border-dashed border-line-strong bg-sunken px-4 text-center transition-colors duration-150 hover:border-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
      classList={{
        'border-accent! bg-accent-soft!': isOver(),
        'py-2.5': props.compact,
        'flex-col py-9': !props.compact,
      }}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        props.onTake(event.dataTransfer?.files[0]);
      }}
    >
      <Upload class={`text-ink-3 ${props.compact ? 'size-4' : 'size-5'}`} aria-hidden="true" />
      <span class="text-s font-book">{words()}</span>
      <Show when={!props.compact}>
        <span class="max-w-96 text-xs text-balance text-ink-3">{t('taskForm.listHelp')}</span>
      </Show>
      <input
        type="file"
        class="sr-only"
        accept=".txt,.csv,.tsv,text/plain,text/csv"
        aria-label={t('taskForm.upload.choose')}
        onChange={(event) => {
          props.onTake(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
        data-testid="list-file"
      />
    </label>
  );
}

/** Takes a list: dropped, or chosen. */
export function ListDrop(props: ListDropProps) {
  const [refusal, setRefusal] = createSignal('');
  const take = (file: File | undefined): void => {
    if (file === undefined) return;
    const isTooLarge = file.size > maxListBytes;
    setRefusal(isTooLarge ? t('taskForm.upload.tooLarge') : '');
    if (!isTooLarge) props.onFile(file);
  };
  return (
    <div class="grid gap-1.5">
      <Show when={props.file} fallback={<DropZone compact={props.compact ?? false} onTake={take} />}>
        {(file) => <ChosenFile file={file()} onRemove={() => props.onFile(null)} />}
      </Show>
      <Show when={refusal()}>
        <p role="alert" class="text-xs text-bad-ink">
          {refusal()}
        </p>
      </Show>
    </div>
  );
}
