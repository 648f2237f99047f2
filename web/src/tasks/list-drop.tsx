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
  disabled?: boolean;
};

/** Takes a list: dropped, or chosen. */
export function ListDrop(props: ListDropProps) {
  const [isOver, setIsOver] = createSignal(false);
  const [refusal, setRefusal] = createSignal('');
  const take = (file: File | undefined): void => {
    if (file === undefined) return;
    if (file.size > maxListBytes) return void setRefusal(t('taskForm.upload.tooLarge'));
    setRefusal('');
    props.onFile(file);
  };
  return (
    <div class="grid gap-1.5">
      <Show
        when={props.file}
        fallback={
          <label
            class="grid cursor-pointer place-items-center gap-2 rounded-m border border-dashed border-line-strong bg-sunken px-4 py-8 text-center transition-colors duration-150 hover:border-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
            classList={{
              'border-accent! bg-accent-soft!': isOver(),
              'pointer-events-none opacity-60': props.disabled === true,
            }}
            onDragOver={(event) => (event.preventDefault(), setIsOver(true))}
            onDragLeave={() => setIsOver(false)}
            onDrop={(event) => {
              event.preventDefault();
              setIsOver(false);
              take(event.dataTransfer?.files[0]);
            }}
          >
            <Upload class="size-5 text-ink-3" aria-hidden="true" />
            <span class="text-s font-medium">
              {isOver() ? t('taskForm.upload.dropActive') : t('taskForm.upload.drop')}
            </span>
            <span class="max-w-80 text-xs text-ink-3">{t('taskForm.listHelp')}</span>
            <input
              type="file"
              class="sr-only"
              accept=".txt,.csv,.tsv,text/plain,text/csv"
              aria-label={t('taskForm.upload.choose')}
              disabled={props.disabled ?? false}
              onChange={(event) => {
                take(event.currentTarget.files?.[0]);
                event.currentTarget.value = '';
              }}
              data-testid="list-file"
            />
          </label>
        }
      >
        {(file) => (
          <div class="flex items-center gap-3 rounded-m border border-line-strong px-4 py-3 text-s">
            <FileText class="size-4 shrink-0 text-ink-2" aria-hidden="true" />
            <span class="min-w-0 grow truncate">
              {t('taskForm.upload.chosen', file().name, formatBytes(file().size, locale()))}
            </span>
            <button
              type="button"
              class="grid size-7 place-items-center rounded-s text-ink-3 hover:bg-sunken hover:text-ink"
              aria-label={t('taskForm.upload.remove')}
              onClick={() => props.onFile(null)}
            >
              <X class="size-4" aria-hidden="true" />
            </button>
          </div>
        )}
      </Show>
      <Show when={refusal()}>
        <p role="alert" class="text-xs text-bad-ink">
          {refusal()}
        </p>
      </Show>
    </div>
  );
}
