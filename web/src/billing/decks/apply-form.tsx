import type { Deck } from '@yunhu/api/schemas';
import { Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { RadioCards } from '../../ui/radio-cards.tsx';
import { zonedInstant } from '../prices/zoned-instant.ts';
import { useApplyDeck } from './data.ts';

type Values = { mode: 'replace' | 'merge'; when: 'now' | 'later'; effectiveFrom: string; belowCost: boolean };

/** How a previewed deck is to count, and from when on. */
export function ApplyForm(props: {
  deck: Deck;
  summary: NonNullable<Deck['summary']>;
  onAsked: (jobId: string) => void;
}) {
  const format = useFormat();
  const apply = useApplyDeck(() => ({ rateGroupId: props.deck.rateGroupId, deckId: props.deck.id }));
  const instantOf = ({ when, effectiveFrom }: Values) =>
    when === 'now' ? '' : zonedInstant(effectiveFrom, format.zone());
  const form = createForm<Values>({
    initial: { mode: 'replace', when: 'now', effectiveFrom: '', belowCost: false },
    validate: (values) => ({
      ...(values.when === 'later' && !(Date.parse(instantOf(values)) > Date.now())
        ? { effectiveFrom: t('decks.apply.atMissing') }
        : {}),
      ...(props.summary.belowCost > 0 && !values.belowCost ? { belowCost: t('decks.apply.belowCostMissing') } : {}),
    }),
    submit: async (values) => {
      const { mode, belowCost } = values;
      const effectiveFrom = instantOf(values);
      const body = { mode, belowCostAllowed: belowCost, ...(effectiveFrom === '' ? {} : { effectiveFrom }) };
      props.onAsked((await apply.mutateAsync(body)).jobId);
    },
  });
  const values = form.values;
  const changes = () =>
    props.summary.added + props.summary.changed + (values().mode === 'replace' ? props.summary.removed : 0);
  const options = <V extends 'replace' | 'merge' | 'now' | 'later'>(
    of: readonly V[],
    words: (value: V) => { label: string; help: string },
  ) => of.map((value) => ({ value, ...words(value) }));
  return (
    <form class="grid gap-5 p-4" onSubmit={form.submit} novalidate data-testid="apply-form">
      <Show when={props.summary.removed > 0}>
        <RadioCards
          label={`${t('decks.apply.mode')} (${format.count(props.summary.removed)})`}
          name="mode"
          options={options(['replace', 'merge'] as const, (mode) => ({
            label: t(`decks.apply.modes.${mode}`),
            help: t(`decks.apply.modeHelps.${mode}`),
          }))}
          value={values().mode}
          onValue={(mode) => form.set('mode', mode)}
        />
      </Show>
      <RadioCards
        label={t('decks.apply.when')}
        name="when"
        options={options(['now', 'later'] as const, (when) => ({
          label: t(`decks.apply.whens.${when}`),
          help: t(`decks.apply.whenHelps.${when}`),
        }))}
        value={values().when}
        onValue={(when) => form.set('when', when)}
      />
      <Show when={values().when === 'later'}>
        <TextField
          label={t('decks.apply.at')}
          type="datetime-local"
          value={values().effectiveFrom}
          onValue={(value) => form.set('effectiveFrom', value)}
          error={form.error('effectiveFrom')}
          help={format.zone()}
          class="code"
          data-testid="effective-from"
        />
      </Show>
      <Show when={props.summary.belowCost > 0}>
        <label class="flex cursor-pointer items-start gap-2.5 rounded-s border border-line px-3 py-2.5 text-s">
          <input
            type="checkbox"
            class="mt-0.5 size-4 accent-accent"
            checked={values().belowCost}
            onChange={(event) => form.set('belowCost', event.currentTarget.checked)}
            data-testid="below-cost"
          />
          <span>
            {t('decks.apply.belowCost')}
            <Show when={form.error('belowCost')}>
              <span role="alert" class="block text-xs text-bad-ink">
                {form.error('belowCost')}
              </span>
            </Show>
          </span>
        </label>
      </Show>
      <FormProblem error={form.problem()} />
      <Show when={changes() > 0} fallback={<p class="text-s text-ink-2">{t('decks.apply.nothing')}</p>}>
        <Button type="submit" look="main" size="l" busy={form.submitting()} data-testid="apply-deck">
          {t('decks.apply.submit', format.count(changes()))}
        </Button>
      </Show>
    </form>
  );
}
