import { audioLimits } from '@yunhu/api/schemas';
import FileHeadphone from 'lucide-solid/icons/file-headphone';
import Upload from 'lucide-solid/icons/upload';
import X from 'lucide-solid/icons/x';
import { Show, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';

const accepted = '.wav,.mp3,.m4a,.mp4,.ogg,.oga,.opus,.webm,audio/*';

function Zone(props: { onTake: (file: File | undefined) => void }) {
  const [isOver, setIsOver] = createSignal(false);
  return (
    <label
      class="flex cursor-pointer flex-col items-center justify-center gap-2 rounded-m border border-dashed border-line-strong bg-sunken px-4 py-8 text-center transition-colors duration-150 hover:border-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
      classList={{ 'border-accent! bg-accent-soft!': isOver() }}
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
      <Upload class="size-5 text-ink-3" aria-hidden="true" />
      <span class="text-s font-book">{isOver() ? t('audio.upload.dropNow') : t('audio.upload.drop')}</span>
      <span class="max-w-96 text-xs text-balance text-ink-3">{t('audio.upload.help')}</span>
      <input
        type="file"
        class="sr-only"
        accept={accepted}
        aria-label={t('audio.upload.choose')}
        onChange={(event) => {
          props.onTake(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
        data-testid="audio-file"
      />
    </label>
  );
}

/** Takes a sound file: dropped, or chosen. */
export function SoundDrop(props: { file: File | null; onFile: (file: File | null) => void }) {
  const format = useFormat();
  const [refusal, setRefusal] = createSignal('');
  const take = (file: File | undefined): void => {
    if (file === undefined) return;
    const wrong =
      file.size === 0 ? t('audio.failures.empty') : file.size > audioLimits.bytes ? t('audio.failures.too_large') : '';
    setRefusal(wrong);
    if (wrong === '') props.onFile(file);
  };
  return (
    <div class="grid gap-1.5">
      <Show when={props.file} fallback={<Zone onTake={take} />}>
        {(file) => (
          <div class="flex items-center gap-3 rounded-m border border-line-strong px-4 py-3 text-s">
            <FileHeadphone class="size-4 shrink-0 text-ink-2" aria-hidden="true" />
            <span class="min-w-0 grow truncate">{file().name}</span>
            <span class="text-xs text-ink-3">{format.bytes(file().size)}</span>
            <button
              type="button"
              class="grid size-7 place-items-center rounded-s text-ink-3 hover:bg-sunken hover:text-ink"
              aria-label={t('audio.upload.remove')}
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
