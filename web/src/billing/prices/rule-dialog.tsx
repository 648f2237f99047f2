import type { RateGroup, RateRule } from '@yunhu/api/schemas';
import { createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { toastDone } from '../../ui/toast.tsx';
import { AllowBelowCost, BelowCostProblem } from './below-cost-problem.tsx';
import { useChangeRule } from './data.ts';
import { MarkUpFields } from './mark-up-fields.tsx';
import { markUpBody, markUpValues, type MarkUpValues, newMarkUp, wrongWithMarkUp } from './mark-up.ts';
import { RulePreviewPanel } from './rule-preview.tsx';
import { zonedInstant } from './zoned-instant.ts';

type Values = MarkUpValues & { from: string; allowed: boolean };

interface RuleDialogProps {
  readonly group: RateGroup;
  readonly rule: RateRule | undefined;
  readonly onClose: () => void;
}

function createRuleForm(props: RuleDialogProps, accepted: () => string) {
  const change = useChangeRule();
  const format = useFormat();
  return createForm<Values>({
    // oxlint-disable-next-line solid/reactivity -- a form begins with what stood there when it was opened
    initial: { ...(props.rule ? markUpValues(props.rule.markUp) : newMarkUp), from: '', allowed: false },
    validate: wrongWithMarkUp,
    submit: async (values) => {
      await change.mutateAsync({
        id: props.group.id,
        ...markUpBody(values),
        belowCostAllowed: values.allowed,
        downstreamLossesAccepted: accepted() === JSON.stringify(values),
        ...(values.from === '' ? {} : { effectiveFrom: zonedInstant(values.from, format.zone()) }),
      });
      toastDone(t('prices.rule.saved'));
      props.onClose();
    },
  });
}

/** Changes what a group adds to its cost, now or at a time, with what that makes of it beside. */
export function RuleDialog(props: RuleDialogProps) {
  const [losses, setLosses] = createSignal(0);
  const [element, setElement] = createSignal<HTMLFormElement>();
  const [accepted, setAccepted] = createSignal('');
  const form = createRuleForm(props, accepted);
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t('prices.rule.edit')}
      lead={props.group.name}
      width="l"
      testId="rule-dialog"
    >
      <form ref={setElement} class="grid gap-4" onSubmit={form.submit} novalidate>
        <MarkUpFields
          values={form.values()}
          onText={form.set}
          onPer={(per) => form.set('per', per)}
          error={form.error}
        />
        <TextField
          label={t('prices.rule.from')}
          type="datetime-local"
          optional
          value={form.values().from}
          onValue={(value) => form.set('from', value)}
          help={t('prices.rule.fromHelp')}
        />
        <RulePreviewPanel values={form.values()} rateGroupId={props.group.id} onLosses={setLosses} />
        <AllowBelowCost
          shown={losses() > 0}
          checked={form.values().allowed}
          onChecked={(allowed) => form.set('allowed', allowed)}
        />
        <BelowCostProblem
          error={form.problem()}
          onAccept={() => {
            setAccepted(JSON.stringify(form.values()));
            element()?.requestSubmit();
          }}
        />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button type="submit" look="main" busy={form.submitting()} data-testid="save-rule">
            {t('prices.rule.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
