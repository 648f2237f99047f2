import type { Deck } from '@yunhu/api/schemas';
import { Index, Show, For } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { usePreviewDeck } from './data.ts';
import {
  type ColumnMeaning,
  deckFieldOrder,
  ignored,
  mappingBody,
  mappingValues,
  type MappingValues,
  wrongWithMapping,
} from './mapping.ts';

type ColumnsProps = {
  deck: Deck;
  meanings: readonly ColumnMeaning[];
  onMeaning: (place: number, meaning: ColumnMeaning) => void;
};

type MeaningSelectProps = {
  label: string;
  meaning: ColumnMeaning;
  testId: string;
  onMeaning: (meaning: ColumnMeaning) => void;
};

function MeaningSelect(props: MeaningSelectProps) {
  return (
    <select
      class="h-8 w-full rounded-s border border-line-strong bg-surface px-2 text-s focus-visible:border-accent focus-visible:outline-2 focus-visible:-outline-offset-1"
      classList={{
        'text-ink-3': props.meaning === ignored,
        'border-accent! font-medium': props.meaning !== ignored,
      }}
      aria-label={props.label}
      value={props.meaning}
      onChange={(event) => props.onMeaning(event.currentTarget.value as ColumnMeaning)}
      data-testid={props.testId}
    >
      <option value={ignored} selected={props.meaning === ignored}>
        {t('decks.mapping.ignore')}
      </option>
      <For each={deckFieldOrder}>
        {(field) => (
          <option value={field} selected={props.meaning === field}>
            {t(`decks.fields.${field}`)}
          </option>
        )}
      </For>
    </select>
  );
}

/** The first rows of the file; above each column, what it is taken for. */
function Columns(props: ColumnsProps) {
  const heading = (place: number) => props.deck.headings[place] || t('decks.mapping.column', String(place + 1));
  return (
    <div class="overflow-x-auto rounded-s border border-line">
      <table class="w-full border-collapse text-s">
        <thead>
          <tr>
            <Index each={props.meanings}>
              {(meaning, place) => (
                <th
                  scope="col"
                  class="min-w-36 border-b border-l border-line bg-sunken p-2 text-left font-normal first:border-l-0"
                >
                  <span class="mb-1.5 block max-w-48 truncate text-xs text-ink-3" title={heading(place)}>
                    {heading(place)}
                  </span>
                  <MeaningSelect
                    label={heading(place)}
                    meaning={meaning()}
                    testId={`column-${place}`}
                    onMeaning={(chosen) => props.onMeaning(place, chosen)}
                  />
                </th>
              )}
            </Index>
          </tr>
        </thead>
        <tbody>
          <For each={props.deck.sample}>
            {(cells) => (
              <tr class="border-b border-line last:border-0">
                <Index each={props.meanings}>
                  {(meaning, place) => (
                    <td
                      class="h-8 max-w-48 truncate border-l border-line px-2 whitespace-nowrap tabular first:border-l-0"
                      classList={{ 'text-ink-3': meaning() === ignored }}
                    >
                      {cells[place]}
                    </td>
                  )}
                </Index>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  );
}

type DefaultsProps = {
  values: MappingValues;
  error: (name: keyof MappingValues) => string | undefined;
  onText: (name: 'blockSeconds' | 'graceSeconds' | 'headingRows', value: string) => void;
  onDecimalComma: (checked: boolean) => void;
};

function Defaults(props: DefaultsProps) {
  const number = (name: 'blockSeconds' | 'graceSeconds' | 'headingRows', help?: string) => (
    <TextField
      label={t(`decks.mapping.${name}`)}
      value={props.values[name]}
      onValue={(value) => props.onText(name, value)}
      error={props.error(name)}
      help={help}
      inputmode="numeric"
      class="code"
      suffix={name === 'headingRows' ? undefined : t('decks.mapping.seconds')}
    />
  );
  return (
    <fieldset class="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-4">
      <legend class="mb-2 text-s font-medium">{t('decks.mapping.defaults')}</legend>
      {number('blockSeconds', t('decks.mapping.blockSecondsHelp'))}
      {number('graceSeconds')}
      {number('headingRows')}
      <label class="flex cursor-pointer items-start gap-2.5 text-s lg:pt-7">
        <input
          type="checkbox"
          class="mt-0.5 size-4 accent-accent"
          checked={props.values.decimalComma}
          onChange={(event) => props.onDecimalComma(event.currentTarget.checked)}
          data-testid="decimal-comma"
        />
        <span>
          {t('decks.mapping.decimalComma')}
          <span class="block text-xs text-ink-3">{t('decks.mapping.decimalCommaHelp')}</span>
        </span>
      </label>
    </fieldset>
  );
}

/** Says what each column is, and what holds where the file says nothing. */
export function MappingForm(props: { deck: Deck; onAsked: (jobId: string) => void }) {
  const preview = usePreviewDeck(() => ({ rateGroupId: props.deck.rateGroupId, deckId: props.deck.id }));
  const form = createForm<MappingValues>({
    // oxlint-disable-next-line solid/reactivity -- a form begins with what stood there when it was opened
    initial: mappingValues(props.deck),
    validate: wrongWithMapping,
    submit: async (values) => props.onAsked((await preview.mutateAsync(mappingBody(values))).jobId),
  });
  const setMeaning = (place: number, meaning: ColumnMeaning) =>
    form.set(
      'meanings',
      form.values().meanings.map((before, at) => (at === place ? meaning : before)),
    );
  return (
    <form class="grid gap-5 p-4" onSubmit={form.submit} novalidate data-testid="mapping-form">
      <div class="grid gap-2">
        <p class="text-s text-ink-2">
          {props.deck.remembered ? t('decks.mapping.remembered') : t('decks.mapping.guessed')}
        </p>
        <Columns deck={props.deck} meanings={form.values().meanings} onMeaning={setMeaning} />
        <Show when={form.error('meanings')}>
          <p role="alert" class="text-xs text-bad-ink">
            {form.error('meanings')}
          </p>
        </Show>
      </div>
      <Defaults
        values={form.values()}
        error={form.error}
        onText={form.set}
        onDecimalComma={(checked) => form.set('decimalComma', checked)}
      />
      <FormProblem error={form.problem()} />
      <div class="flex justify-end">
        <Button type="submit" look="main" busy={form.submitting()} data-testid="preview-deck">
          {t('decks.mapping.preview')}
        </Button>
      </div>
    </form>
  );
}
