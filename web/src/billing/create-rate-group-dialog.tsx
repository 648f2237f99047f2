import type { RateGroup } from '@yunhu/api/schemas';
import { For, Match, Show, Switch, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useSession } from '../session/session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { AllowBelowCost, BelowCostProblem } from './prices/below-cost-problem.tsx';
import { CopyFields, ListFields, RuleFields } from './rate-group-fields.tsx';
import { createGroupForm, type GroupForm, type Way } from './rate-group-form.ts';

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

function WayFields(props: { form: GroupForm; groups: readonly RateGroup[] }) {
  const [losses, setLosses] = createSignal(0);
  const values = () => props.form.values();
  return (
    <Switch>
      <Match when={values().way === 'list'}>
        <ListFields form={props.form} />
      </Match>
      <Match when={values().way === 'copy'}>
        <CopyFields form={props.form} groups={props.groups} />
      </Match>
      <Match when={values().way === 'rule'}>
        <RuleFields
          form={props.form}
          hasCost={props.groups.some((group) => group.owner === 'seller')}
          onLosses={setLosses}
        />
        <AllowBelowCost
          shown={losses() > 0}
          checked={values().allowed}
          onChecked={(allowed) => props.form.set('allowed', allowed)}
        />
      </Match>
    </Switch>
  );
}

/** A list typed by hand, a copy of another, or a rule over what one pays. */
export function CreateRateGroupDialog(props: { groups: readonly RateGroup[]; onClose: () => void }) {
  const session = useSession();
  // oxlint-disable-next-line solid/reactivity -- the groups to copy are those that stood there when it was opened
  const { form, allowPrefixes } = createGroupForm(props.groups, () => props.onClose());
  const [element, setElement] = createSignal<HTMLFormElement>();
  const ways = (): Way[] => [
    'list',
    ...(props.groups.length > 0 ? (['copy'] as const) : []),
    // The operator buys from nobody: there is no cost that a rule could follow.
    ...(session().tenant.kind === 'agent' ? (['rule'] as const) : []),
  ];
  const allow = (prefixes: string[]): void => {
    allowPrefixes(prefixes);
    form.set('allowed', true);
    element()?.requestSubmit();
  };
  return (
    <Dialog open onClose={props.onClose} title={t('billing.rates.create')} width="l" testId="rate-group-dialog">
      <form ref={setElement} class="grid gap-4" onSubmit={form.submit} novalidate>
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
        <WayFields form={form} groups={props.groups} />
        <BelowCostProblem error={form.problem()} busy={form.submitting()} onAllow={allow} />
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
