import { useQuery } from '@tanstack/solid-query';
import { type CallerIdPool, poolStrategies, type PoolStrategy } from '@yunhu/api/schemas';
import { For, Show, createSignal, untrack } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { ApprovalTag } from '../ui/approval.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { createForm } from '../ui/form.ts';
import { FormProblem } from '../ui/notice.tsx';
import { dataOf } from '../ui/query.ts';
import { RadioCards } from '../ui/radio-cards.tsx';
import { toastDone } from '../ui/toast.tsx';
import { callerIdsQuery, useSavePool } from './data.ts';

const mostCap = 1_000_000;

function isCap(text: string): boolean {
  return text.trim() === '' || (/^\d{1,7}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= mostCap);
}

function Numbers(props: { chosen: readonly string[]; onChosen: (ids: string[]) => void; error: string | undefined }) {
  const query = useQuery(() => callerIdsQuery);
  /** Those that can be shown, and those that are in the pool already. */
  const options = () =>
    (dataOf(query)?.items ?? []).filter((one) => one.state === 'approved' || props.chosen.includes(one.id));
  const toggle = (id: string, isIn: boolean) =>
    props.onChosen(isIn ? [...props.chosen, id] : props.chosen.filter((one) => one !== id));
  return (
    <fieldset class="grid gap-1.5">
      <legend class="mb-1.5 text-s text-ink-2">{t('callerIds.pool.numbers')}</legend>
      <ul class="max-h-56 overflow-y-auto rounded-s border border-line-strong">
        <For each={options()}>
          {(option) => (
            <li class="border-b border-line last:border-0">
              <label class="flex min-h-9 cursor-pointer items-center gap-3 px-3 text-s hover:bg-hover has-focus-visible:bg-hover">
                <input
                  type="checkbox"
                  class="size-4 accent-accent"
                  checked={props.chosen.includes(option.id)}
                  onChange={(event) => toggle(option.id, event.currentTarget.checked)}
                />
                <span class="code grow">{option.display}</span>
                <Show when={option.state !== 'approved'}>
                  <ApprovalTag state={option.state} />
                </Show>
              </label>
            </li>
          )}
        </For>
      </ul>
      <p class={`text-xs ${props.error ? 'text-bad-ink' : 'text-ink-3'}`}>{props.error ?? t('callerIds.pool.order')}</p>
    </fieldset>
  );
}

function createPoolForm(pool: CallerIdPool | null, onSaved: () => void) {
  const save = useSavePool();
  const [strategy, setStrategy] = createSignal<PoolStrategy>(pool?.strategy ?? 'round_robin');
  const form = createForm({
    initial: {
      name: pool?.name ?? '',
      dailyCap: String(pool?.dailyCap ?? ''),
      callerIdIds: pool?.numbers.map((number) => number.id) ?? [],
    },
    fieldOfCode: { name_taken: 'name' },
    validate: ({ name, dailyCap, callerIdIds }) => ({
      ...(name.trim() === '' && { name: t('callerIds.pool.nameMissing') }),
      ...(!isCap(dailyCap) && { dailyCap: t('callerIds.pool.capInvalid') }),
      ...(callerIdIds.length === 0 && { callerIdIds: t('callerIds.pool.numbersMissing') }),
    }),
    submit: async ({ name, dailyCap, callerIdIds }) => {
      const cap = dailyCap.trim() === '' ? null : Number(dailyCap);
      const body = { name: name.trim(), strategy: strategy(), dailyCap: cap, callerIdIds };
      await save.mutateAsync({ id: pool?.id ?? null, ...body });
      toastDone(t('callerIds.pool.saved'));
      onSaved();
    },
  });
  return { form, strategy, setStrategy };
}

/** Makes a pool, or changes one. */
export function PoolDialog(props: { pool: CallerIdPool | null; onClose: () => void }) {
  const pool = untrack(() => props.pool);
  const { form, strategy, setStrategy } = createPoolForm(pool, () => props.onClose());
  return (
    <Dialog open onClose={props.onClose} title={pool?.name ?? t('callerIds.pool.create')} testId="pool-dialog">
      <form class="grid gap-4" onSubmit={form.submit} novalidate>
        <TextField
          label={t('callerIds.pool.name')}
          name="pool-name"
          maxlength={100}
          autofocus
          value={form.values().name}
          onValue={(value) => form.set('name', value)}
          error={form.error('name')}
        />
        <Numbers
          chosen={form.values().callerIdIds}
          onChosen={(ids) => form.set('callerIdIds', ids)}
          error={form.error('callerIdIds')}
        />
        <RadioCards
          label={t('callerIds.pool.strategy')}
          name="strategy"
          options={poolStrategies.map((value) => ({
            value,
            label: t(`callerIds.pool.strategies.${value}`),
            help: t(`callerIds.pool.strategyHelp.${value}`),
          }))}
          value={strategy()}
          onValue={setStrategy}
        />
        <TextField
          label={t('callerIds.pool.cap')}
          inputmode="numeric"
          suffix={t('callerIds.pool.calls')}
          value={form.values().dailyCap}
          onValue={(value) => form.set('dailyCap', value)}
          error={form.error('dailyCap')}
          help={t('callerIds.pool.capHelp')}
        />
        <FormProblem error={form.problem()} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="pool-save">
            {t(pool === null ? 'callerIds.pool.create' : 'callerIds.form.done')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
