import { Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';

/** Under a list that ended early: so far back it is complete. */
export function SearchedTo(props: { at: string | null | undefined }) {
  const format = useFormat();
  return (
    <Show when={props.at}>
      {(at) => (
        <p class="border-t border-line px-4 py-2 text-xs text-warn-ink" role="status">
          {t('books.searchedTo', format.dateTime(at()))}
        </p>
      )}
    </Show>
  );
}
