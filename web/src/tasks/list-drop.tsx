import FileText from 'lucide-solid/icons/file-text';
import { Show, createSignal } from 'solid-js';
import { formatBytes } from '../i18n/number.ts';
import { locale, t } from '../i18n/translate.ts';
import { ChosenFile, FileDrop } from '../ui/file-drop.tsx';
import { maxListBytes } from './list-uploads.ts';

type ListDropProps = {
  /** The file that was chosen and waits to be sent, if any. */
  file: File | null;
  onFile: (file: File | null) => void;
  /** One line, where a list is already there and another is the exception. */
  compact?: boolean;
};

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
      <Show
        when={props.file}
        fallback={
          <FileDrop
            words={t(props.compact === true ? 'taskForm.upload.add' : 'taskForm.upload.drop')}
            overWords={t('taskForm.upload.dropActive')}
            help={t('taskForm.listHelp')}
            accept=".txt,.csv,.tsv,text/plain,text/csv"
            label={t('taskForm.upload.choose')}
            size={props.compact === true ? 'line' : 'm'}
            onFiles={([file]) => take(file)}
            testId="list-file"
          />
        }
      >
        {(file) => (
          <ChosenFile
            icon={FileText}
            name={file().name}
            note={formatBytes(file().size, locale())}
            removeLabel={t('taskForm.upload.remove')}
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
