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

type ChoicesProps = {
  values: Values;
  removed: number;
  zone: string;
  error: string | undefined;
  onMode: (mode: Values['mode']) => void;
  onWhen: (when: Values['when']) => void;
  onInstant: (effectiveFrom: string) => void;
};

/** What becomes of the rates that the file leaves out, and when all of it counts. */
function Choices(props: ChoicesProps) {
  const format = useFormat();
  return (
    <>
      <Show when={props.removed > 0}>
        <RadioCards
          label={`${t('decks.apply.mode')} (${format.count(props.removed)})`}
          name="mode"
          options={(['replace', 'merge'] as const).map((mode) => ({
            value: mode,
            label: t(`decks.apply.modes.${mode}`),
            help: t(`decks.apply.modeHelps.${mode}`),
          }))}
          value={props.values.mode}
          onValue={(mode) => props.onMode(mode)}
        />
      </Show>
      <RadioCards
        label={t('decks.apply.when')}
        name="when"
        options={(['now', 'later'] as const).map((when) => ({
          value: when,
          label: t(`decks.apply.whens.${when}`),
          help: t(`decks.apply.whenHelps.${when}`),
        }))}
        value={props.values.when}
        onValue={(when) => props.onWhen(when)}
      />
      <Show when={props.values.when === 'later'}>
        <TextField
          label={t('decks.apply.at')}
          type="datetime-local"
          value={props.values.effectiveFrom}
          onValue={(value) => props.onInstant(value)}
          error={props.error}
          help={props.zone}
          class="code"
          data-testid="effective-from"
        />
      </Show>
    </>
  );
}

function BelowCost(props: { checked: boolean; error: string | undefined; onChecked: (checked: boolean) => void }) {
  return (
    <label class="flex cursor-pointer items-start gap-2.5 rounded-s border border-line px-3 py-2.5 text-s">
      <input
        type="checkbox"
        class="mt-0.5 size-4 accent-accent"
        checked={props.checked}
        onChange={(event) => props.onChecked(event.currentTarget.checked)}
        data-testid="below-cost"
      />
      <span>
        {t('decks.apply.belowCost')}
        <Show when={props.error}>
          <span role="alert" class="block text-xs text-bad-ink">
            {props.error}
          </span>
        </Show>
      </span>
    </label>
  );
}

type ApplyFormProps = { deck: Deck; summary: NonNullable<Deck['summary']>; onAsked: (jobId: string) => void };

function createApplyForm(props: ApplyFormProps, zone: () => string) {
  const apply = useApplyDeck(() => ({ rateGroupId: props.deck.rateGroupId, deckId: props.deck.id }));
  const instantOf = ({ when, effectiveFrom }: Values) => (when === 'now' ? '' : zonedInstant(effectiveFrom, zone()));
  return createForm<Values>({
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
}

/** How a previewed deck is to count, and from when on. */
export function ApplyForm(props: ApplyFormProps) {
  const format = useFormat();
  const form = createApplyForm(props, format.zone);
  const values = form.values;
  const changes = () =>
    props.summary.added + props.summary.changed + (values().mode === 'replace' ? props.summary.removed : 0);
  return (
    <form class="grid gap-5 p-4" onSubmit={form.submit} novalidate data-testid="apply-form">
      <Choices
        values={values()}
        removed={props.summary.removed}
        zone={format.zone()}
        error={form.error('effectiveFrom')}
        onMode={(mode) => form.set('mode', mode)}
        onWhen={(when) => form.set('when', when)}
        onInstant={(effectiveFrom) => form.set('effectiveFrom', effectiveFrom)}
      />
      <Show when={props.summary.belowCost > 0}>
        <BelowCost
          checked={values().belowCost}
          error={form.error('belowCost')}
          onChecked={(checked) => form.set('belowCost', checked)}
        />
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
