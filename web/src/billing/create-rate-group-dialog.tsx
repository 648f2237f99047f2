import { useNavigate } from '@solidjs/router';
import type { AssignedTaskType, RateGroup } from '@yunhu/api/schemas';
import Plus from 'lucide-solid/icons/plus';
import { For, Match, Show, Switch, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useSession } from '../session/session.ts';
import { pages } from '../shell/pages.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { createForm } from '../ui/form.ts';
import { toastDone } from '../ui/toast.tsx';
import { useCreateRateGroup } from './data.ts';
import { AllowBelowCost, BelowCostProblem, prefixesBelowCost } from './prices/below-cost-problem.tsx';
import { useCopyRateGroup } from './prices/data.ts';
import { MarkUpFields } from './prices/mark-up-fields.tsx';
import { markUpBody, type MarkUpValues, newMarkUp, wrongWithMarkUp } from './prices/mark-up.ts';
import { RulePreviewPanel } from './prices/rule-preview.tsx';
import { emptyRow, firstCellError, type RateRow, ratesOf, RowsEditor } from './rate-rows.tsx';

type Way = 'list' | 'copy' | 'rule';
type GroupValues = MarkUpValues & {
  way: Way;
  name: string;
  rates: RateRow[];
  /** What a copy begins as; and whether it is marked up. */
  source: string;
  markedUp: boolean;
  costTaskType: AssignedTaskType;
  allowed: boolean;
};

function wrongWith(values: GroupValues): Partial<Record<keyof GroupValues, string>> {
  const wrongRow = values.way === 'list' ? firstCellError(values.rates) : undefined;
  const usesMarkUp = values.way === 'rule' || (values.way === 'copy' && values.markedUp);
  return {
    ...(values.name.trim() === '' && { name: t('billing.rates.nameMissing') }),
    ...(wrongRow !== undefined && { rates: wrongRow }),
    ...(usesMarkUp ? wrongWithMarkUp(values) : {}),
  };
}

function createGroupForm(groups: readonly RateGroup[], onDone: () => void) {
  const create = useCreateRateGroup();
  const copy = useCopyRateGroup();
  const navigate = useNavigate();
  const [allowedPrefixes, setAllowedPrefixes] = createSignal<string[]>([]);
  const send = (values: GroupValues): Promise<RateGroup> => {
    const { way, allowed: belowCostAllowed } = values;
    const name = values.name.trim();
    if (way === 'list') return create.mutateAsync({ name, rates: ratesOf(values.rates, allowedPrefixes()) });
    if (way === 'rule') {
      const rule = { ...markUpBody(values), costTaskType: values.costTaskType };
      return create.mutateAsync({ name, rule, belowCostAllowed });
    }
    const markUp = values.markedUp ? { markUp: markUpBody(values) } : {};
    return copy.mutateAsync({ id: values.source, name, belowCostAllowed, ...markUp });
  };
  const form = createForm<GroupValues>({
    initial: {
      ...newMarkUp,
      way: 'list',
      name: '',
      rates: [{ ...emptyRow, prefix: '86', destination: t('billing.rates.china') }],
      source: (groups.find((group) => group.owner === 'seller') ?? groups[0])?.id ?? '',
      markedUp: false,
      costTaskType: 'any',
      allowed: false,
    },
    fieldOfCode: { name_taken: 'name' },
    validate: wrongWith,
    submit: async (values) => {
      const group = await send(values);
      toastDone(t('billing.rates.done', group.name));
      onDone();
      navigate(`${pages.rateGroups.path}/${group.id}`);
    },
  });
  return { form, allowPrefixes: (more: string[]) => setAllowedPrefixes((known) => [...known, ...more]) };
}

type Form = ReturnType<typeof createGroupForm>['form'];

function Ways(props: { ways: readonly Way[]; value: Way; onValue: (way: Way) => void }) {
  return (
    <div role="radiogroup" aria-label={t('prices.create.way')} class="grid gap-2 sm:grid-cols-3">
      <For each={props.ways}>
        {(way) => (
          <button
            type="button"
            role="radio"
            aria-checked={way === props.value}
            class="rounded-s border border-line-strong px-3 py-2 text-left transition-colors duration-150 hover:bg-hover aria-checked:border-accent aria-checked:bg-accent-soft"
            onClick={() => props.onValue(way)}
            data-testid={`way-${way}`}
          >
            <span class="block text-s font-medium">{t(`prices.create.${way}`)}</span>
            <span class="block text-xs text-ink-3">{t(`prices.create.${way}Note`)}</span>
          </button>
        )}
      </For>
    </div>
  );
}

function ListFields(props: { form: Form }) {
  const rates = () => props.form.values().rates;
  return (
    <fieldset class="grid gap-2">
      <legend class="mb-1 text-s text-ink-2">{t('billing.rates.rows')}</legend>
      <p class="text-xs text-ink-3">{t('billing.rates.rowsHelp')}</p>
      <Show when={rates().length > 0} fallback={<p class="text-s text-ink-2">{t('prices.create.empty')}</p>}>
        <RowsEditor
          rows={rates()}
          showErrors={props.form.error('rates') !== undefined}
          onRows={(next) => props.form.set('rates', next)}
        />
      </Show>
      <Show when={props.form.error('rates') !== undefined && firstCellError(rates()) === undefined}>
        <p role="alert" class="text-xs text-bad-ink">
          {props.form.error('rates')}
        </p>
      </Show>
      <div>
        <Button size="s" onClick={() => props.form.set('rates', [...rates(), emptyRow])}>
          <Plus class="size-3.5" aria-hidden="true" />
          {t('billing.rates.addRow')}
        </Button>
      </div>
    </fieldset>
  );
}

function CopyFields(props: { form: Form; groups: readonly RateGroup[] }) {
  const values = () => props.form.values();
  return (
    <>
      <Choice
        name="copy-source"
        label={t('prices.create.source')}
        help={t('prices.create.sourceHelp')}
        options={props.groups.map((group) => ({
          value: group.id,
          label: group.name,
          note: group.owner === 'seller' ? t('billing.rates.seller') : t('billing.rates.mine'),
        }))}
        value={values().source}
        onValue={(id) => props.form.set('source', id)}
      />
      <label class="flex cursor-pointer items-center gap-2.5 text-s">
        <input
          type="checkbox"
          class="size-4 accent-accent"
          checked={values().markedUp}
          onChange={(event) => props.form.set('markedUp', event.currentTarget.checked)}
        />
        {t('prices.create.markUpOnce')}
      </label>
      <Show when={values().markedUp}>
        <MarkUpFields
          values={values()}
          onText={props.form.set}
          onPer={(per) => props.form.set('per', per)}
          error={props.form.error}
        />
      </Show>
    </>
  );
}

const costTypes = ['any', 'broadcast', 'predictive', 'preview'] as const;

function RuleFields(props: { form: Form; onLosses: (count: number) => void }) {
  const values = () => props.form.values();
  return (
    <>
      <Choice
        name="cost-task-type"
        label={t('prices.create.cost')}
        options={costTypes.map((type) => ({ value: type, label: t(`prices.taskTypes.${type}`) }))}
        value={values().costTaskType}
        onValue={(type) => props.form.set('costTaskType', type)}
      />
      <MarkUpFields
        values={values()}
        onText={props.form.set}
        onPer={(per) => props.form.set('per', per)}
        error={props.form.error}
      />
      <RulePreviewPanel values={values()} costTaskType={values().costTaskType} onLosses={props.onLosses} />
    </>
  );
}

/** A list typed by hand, a copy of another, or a rule over what one pays. */
export function CreateRateGroupDialog(props: { groups: readonly RateGroup[]; onClose: () => void }) {
  const session = useSession();
  // oxlint-disable-next-line solid/reactivity -- the groups to copy are those that stood there when it was opened
  const { form, allowPrefixes } = createGroupForm(props.groups, () => props.onClose());
  const [losses, setLosses] = createSignal(0);
  let element: HTMLFormElement | undefined;
  const ways = (): Way[] => [
    'list',
    ...(props.groups.length > 0 ? (['copy'] as const) : []),
    // The operator buys from nobody: there is no cost that a rule could follow.
    ...(session().tenant.kind === 'agent' ? (['rule'] as const) : []),
  ];
  const isRefused = () => prefixesBelowCost(form.problem()) !== undefined;
  const allow = (prefixes: string[]): void => {
    allowPrefixes(prefixes);
    form.set('allowed', true);
    element?.requestSubmit();
  };
  return (
    <Dialog open onClose={props.onClose} title={t('billing.rates.create')} width="l" testId="rate-group-dialog">
      <form ref={element} class="grid gap-4" onSubmit={form.submit} novalidate>
        <Show when={ways().length > 1}>
          <Ways ways={ways()} value={form.values().way} onValue={(way) => form.set('way', way)} />
        </Show>
        <TextField
          label={t('billing.rates.name')}
          placeholder={t('billing.rates.namePlaceholder')}
          autofocus
          maxlength={100}
          value={form.values().name}
          onValue={(value) => form.set('name', value)}
          error={form.error('name')}
        />
        <Switch>
          <Match when={form.values().way === 'list'}>
            <ListFields form={form} />
          </Match>
          <Match when={form.values().way === 'copy'}>
            <CopyFields form={form} groups={props.groups} />
          </Match>
          <Match when={form.values().way === 'rule'}>
            <RuleFields form={form} onLosses={setLosses} />
            <AllowBelowCost
              shown={losses() > 0}
              checked={form.values().allowed}
              onChecked={(allowed) => form.set('allowed', allowed)}
            />
          </Match>
        </Switch>
        <Show
          when={form.values().way !== 'rule' || !isRefused()}
          fallback={<BelowCostProblem error={form.problem()} />}
        >
          <BelowCostProblem error={form.problem()} busy={form.submitting()} onAllow={allow} />
        </Show>
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()}>
            {t('billing.rates.submit')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
