// The fields of each way to begin a price list.
import type { RateGroup } from '@yunhu/api/schemas';
import Plus from 'lucide-solid/icons/plus';
import { Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { MarkUpFields } from './prices/mark-up-fields.tsx';
import { RulePreviewPanel } from './prices/rule-preview.tsx';
import type { GroupForm } from './rate-group-form.ts';
import { emptyRow, firstCellError, RowsEditor } from './rate-rows.tsx';

/** Rates typed by hand; none is an empty list. */
export function ListFields(props: { form: GroupForm }) {
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

/** Which list, and what is put on it once. */
export function CopyFields(props: { form: GroupForm; groups: readonly RateGroup[] }) {
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

/** Which cost, what is put on it, and what that makes. */
export function RuleFields(props: { form: GroupForm; hasCost: boolean; onLosses: (count: number) => void }) {
  const values = () => props.form.values();
  return (
    <>
      <Show when={!props.hasCost}>
        <p role="alert" class="rounded-s bg-warn-soft px-3 py-2 text-s text-warn-ink">
          {t('prices.create.noCost')}
        </p>
      </Show>
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
