import Upload from 'lucide-solid/icons/upload';
import { Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { FormProblem } from '../../ui/notice.tsx';

/** What the API takes (maxDeckBytes of its schemas); the page says so before sending. */
const maxBytes = 128 * 1024 * 1024;

type DeckDropProps = {
  /** The file that is on its way, if any. */
  sending: string | undefined;
  error: unknown;
  onFile: (file: File) => void;
};

/** Takes a file of rates: dropped, or chosen. */
export function DeckDrop(props: DeckDropProps) {
  const [isOver, setIsOver] = createSignal(false);
  const [refusal, setRefusal] = createSignal('');
  const take = (file: File | undefined): void => {
    if (file === undefined || props.sending !== undefined) return;
    const isTooLarge = file.size > maxBytes;
    setRefusal(isTooLarge ? t('decks.file.tooLarge') : '');
    if (!isTooLarge) props.onFile(file);
  };
  const words = () => {
    if (props.sending !== undefined) return t('decks.file.sending', props.sending);
    return isOver() ? t('decks.file.dropActive') : t('decks.file.drop');
  };
  return (
    <div class="grid gap-3 p-4">
      <label
        class="flex cursor-pointer flex-col items-center justify-center gap-2 rounded-m border border-dashed border-line-strong bg-sunken px-4 py-16 text-center transition-colors duration-150 hover:border-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
        classList={{ 'border-accent! bg-accent-soft!': isOver(), 'cursor-progress!': props.sending !== undefined }}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setIsOver(false);
          take(event.dataTransfer?.files[0]);
        }}
      >
        <Upload
          class="size-5 text-ink-3"
          classList={{ 'pulse-live': props.sending !== undefined }}
          aria-hidden="true"
        />
        <span class="max-w-full truncate text-m font-book" aria-live="polite">
          {words()}
        </span>
        <span class="max-w-[460px] text-xs text-balance text-ink-3">{t('decks.file.help')}</span>
        <input
          type="file"
          class="sr-only"
          accept=".csv,.tsv,.txt,.xlsx"
          disabled={props.sending !== undefined}
          onChange={(event) => {
            take(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
          data-testid="deck-file"
        />
      </label>
      <Show when={refusal()}>
        <p role="alert" class="text-xs text-bad-ink">
          {refusal()}
        </p>
      </Show>
      <FormProblem error={props.error} />
    </div>
  );
}
