// Number, duration, time and who calls; and the ladder that answers.
import { useQuery } from '@tanstack/solid-query';
import Calculator from 'lucide-solid/icons/calculator';
import { Show, createEffect } from 'solid-js';
import { t, tMaybe } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Problem } from '../../session/problem.ts';
import { usePermission, useSession } from '../../session/session.ts';
import { groupPhoneNumber } from '../../i18n/phone-number.ts';
import { tenantsQuery } from '../../tenancy/data.ts';
import { TenantPicker } from '../../tenancy/tenant-picker.tsx';
import { Bone } from '../../ui/bone.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { EmptyState, ErrorState } from '../../ui/notice.tsx';
import { dataOf } from '../../ui/query.ts';
import { type QuoteInput, quoteQuery } from './data.ts';
import { PriceLadder } from './price-ladder.tsx';
import { zonedInstant } from './zoned-instant.ts';

const taskTypes = ['broadcast', 'predictive', 'preview'] as const;

/** What was asked for; an empty number asks nothing. */
export type QuoteQuestion = { number: string; seconds: string; at: string; taskType: string; tenantId: string };

export const noQuestion: QuoteQuestion = { number: '', seconds: '60', at: '', taskType: 'broadcast', tenantId: '' };

type QuotePanelProps = {
  question: QuoteQuestion;
  onQuestion: (question: QuoteQuestion) => void;
  /** One under the other, in a dialog. */
  narrow?: boolean;
};

function fieldProblem(error: unknown): string | undefined {
  const field = error instanceof Problem ? error.fields.find((one) => one.field === 'number') : undefined;
  return field && tMaybe('problems.fields', field.code, field.message);
}

function wrongWith(values: QuoteQuestion): Partial<Record<keyof QuoteQuestion, string>> {
  const isSeconds = /^\d{1,5}$/.test(values.seconds) && Number(values.seconds) <= 86_400;
  return {
    ...(values.number.trim() === '' && { number: t('prices.quote.numberMissing') }),
    ...(!isSeconds && { seconds: t('prices.quote.secondsInvalid') }),
  };
}

type Form = ReturnType<typeof createForm<QuoteQuestion>>;

/** Oneself or somebody below; of the operator, who calls nobody, somebody below. */
function CallerField(props: { form: Form }) {
  const session = useSession();
  const tenants = useQuery(() => tenantsQuery);
  const self = () => session().tenant;
  const choices = () =>
    dataOf(tenants)?.items.filter((tenant) => self().kind !== 'operator' || tenant.id !== self().id);
  createEffect(() => {
    const first = choices()?.find((tenant) => tenant.kind === 'customer') ?? choices()?.[0];
    if (self().kind === 'operator' && first !== undefined) props.form.preset('tenantId', first.id);
  });
  return (
    <Show when={choices()}>
      {(known) => (
        <TenantPicker
          label={t('prices.quote.tenant')}
          tenants={known()}
          value={props.form.values().tenantId || self().id}
          onValue={(id) => props.form.set('tenantId', id === self().id ? '' : id)}
        />
      )}
    </Show>
  );
}

function CallFields(props: { form: Form }) {
  return (
    <>
      <div class="grid grid-cols-2 items-start gap-3">
        <TextField
          label={t('prices.quote.seconds')}
          value={props.form.values().seconds}
          onValue={(value) => props.form.set('seconds', value)}
          error={props.form.error('seconds')}
          inputmode="numeric"
          class="code"
        />
        <Choice
          name="task-type"
          label={t('prices.quote.taskType')}
          options={taskTypes.map((type) => ({ value: type, label: t(`prices.taskTypes.${type}`) }))}
          value={taskTypes.find((type) => type === props.form.values().taskType) ?? 'broadcast'}
          onValue={(type) => props.form.set('taskType', type)}
        />
      </div>
      <TextField
        label={t('prices.quote.at')}
        type="datetime-local"
        optional
        value={props.form.values().at}
        onValue={(value) => props.form.set('at', value)}
        help={t('prices.quote.atHelp')}
      />
    </>
  );
}

function QuoteForm(props: QuotePanelProps & { error: unknown }) {
  const may = usePermission();
  const form = createForm<QuoteQuestion>({
    // oxlint-disable-next-line solid/reactivity -- a form begins with what stood there when it was opened
    initial: props.question,
    validate: wrongWith,
    submit: (values) => {
      props.onQuestion({ ...values, number: values.number.trim() });
      return Promise.resolve();
    },
  });
  const answered = () => form.values().number.trim() === props.question.number;
  return (
    <form class="grid content-start gap-4" onSubmit={form.submit} novalidate data-testid="quote-form">
      <TextField
        label={t('prices.quote.number')}
        value={form.values().number}
        onValue={(value) => form.set('number', value)}
        help={t('prices.quote.numberHelp')}
        error={form.error('number') ?? (answered() ? fieldProblem(props.error) : undefined)}
        inputmode="tel"
        maxlength={64}
        autofocus
        class="code"
        data-testid="quote-number"
      />
      <Show when={may('tenant.read') || may('money.top-up')}>
        <CallerField form={form} />
      </Show>
      <CallFields form={form} />
      <div class="flex justify-end">
        <Button type="submit" look="main" data-testid="quote-run">
          <Calculator class="size-4" aria-hidden="true" />
          {t('prices.quote.run')}
        </Button>
      </div>
    </form>
  );
}

/** Asks what a call would cost and draws the answer beside, or below where there is no room. */
export function QuotePanel(props: QuotePanelProps) {
  const format = useFormat();
  const input = (): QuoteInput => ({ ...props.question, at: zonedInstant(props.question.at, format.zone()) });
  const query = useQuery(() => ({ ...quoteQuery(input()), enabled: props.question.number !== '', staleTime: 0 }));
  const isRefused = () => query.isLoadingError && fieldProblem(query.error) !== undefined;
  return (
    <div class={props.narrow ? 'grid gap-5' : 'grid gap-5 lg:grid-cols-[340px_minmax(0,1fr)]'}>
      <QuoteForm {...props} error={query.isLoadingError ? query.error : null} />
      <div class={props.narrow ? '' : 'lg:border-l lg:border-line lg:pl-5'}>
        <Show
          when={props.question.number !== '' && !isRefused()}
          fallback={<Show when={!props.narrow}>{<EmptyState text={t('prices.quote.empty')} />}</Show>}
        >
          <Show
            when={!query.isLoadingError}
            fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
          >
            <Show when={dataOf(query)} fallback={<Bone class="h-40 w-full" />}>
              {(quote) => (
                <div class="grid gap-3">
                  <p class="flex flex-wrap items-baseline gap-x-3 gap-y-1">
                    <span class="code text-l font-semibold">{groupPhoneNumber(quote().number)}</span>
                    <span class="text-s text-ink-2 tabular">
                      {t('billing.rates.block', format.count(quote().seconds))} · {format.dateTime(quote().at)} ·{' '}
                      {t(`prices.taskTypes.${quote().taskType}`)}
                    </span>
                  </p>
                  <PriceLadder quote={quote()} />
                </div>
              )}
            </Show>
          </Show>
        </Show>
      </div>
    </div>
  );
}
