import { audioLimits } from '@yunhu/api/schemas';
import FileHeadphone from 'lucide-solid/icons/file-headphone';
import { Show, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { ChosenFile, FileDrop } from '../ui/file-drop.tsx';

const accepted = '.wav,.mp3,.m4a,.mp4,.ogg,.oga,.opus,.webm,audio/*';

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
      <Show
        when={props.file}
        fallback={
          <FileDrop
            words={t('audio.upload.drop')}
            overWords={t('audio.upload.dropNow')}
            help={t('audio.upload.help')}
            accept={accepted}
            label={t('audio.upload.choose')}
            onFiles={([file]) => take(file)}
            testId="audio-file"
          />
        }
      >
        {(file) => (
          <ChosenFile
            icon={FileHeadphone}
            name={file().name}
            note={format.bytes(file().size)}
            removeLabel={t('audio.upload.remove')}
            onRemove={() => props.onFile(null)}
          />
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
