import { maxDeckBytes } from '@yunhu/api/schemas';
import { Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { FileDrop } from '../../ui/file-drop.tsx';
import { FormProblem } from '../../ui/notice.tsx';

type DeckDropProps = {
  /** The file that is on its way, if any. */
  sending: string | undefined;
  error: unknown;
  onFile: (file: File) => void;
};

/** Takes a file of rates: dropped, or chosen. */
export function DeckDrop(props: DeckDropProps) {
  const [refusal, setRefusal] = createSignal('');
  const take = (file: File | undefined): void => {
    if (file === undefined || props.sending !== undefined) return;
    const isTooLarge = file.size > maxDeckBytes;
    setRefusal(isTooLarge ? t('decks.file.tooLarge') : '');
    if (!isTooLarge) props.onFile(file);
  };
  return (
    <div class="grid gap-3 p-4">
      <FileDrop
        words={props.sending === undefined ? t('decks.file.drop') : t('decks.file.sending', props.sending)}
        overWords={t('decks.file.dropActive')}
        help={t('decks.file.help')}
        accept=".csv,.tsv,.txt,.xlsx"
        label={t('decks.file.drop')}
        size="l"
        busy={props.sending !== undefined}
        onFiles={([file]) => take(file)}
        testId="deck-file"
      />
      <Show when={refusal()}>
        <p role="alert" class="text-xs text-bad-ink">
          {refusal()}
        </p>
      </Show>
      <FormProblem error={props.error} />
    </div>
  );
}
