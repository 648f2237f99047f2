import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Choice } from '../../ui/choice.tsx';
import { TextField } from '../../ui/field.tsx';
import type { MarkUpValues } from './mark-up.ts';

type MarkUpFieldsProps = {
  values: MarkUpValues;
  onText: (name: 'percent' | 'fixed' | 'step' | 'floor', value: string) => void;
  onPer: (per: MarkUpValues['per']) => void;
  error: (name: keyof MarkUpValues) => string | undefined;
};

/** Percent, fixed amount, rounding and floor: what makes a price of a cost. */
export function MarkUpFields(props: MarkUpFieldsProps) {
  const format = useFormat();
  return (
    <div class="grid grid-cols-2 items-start gap-x-3 gap-y-4">
      <TextField
        label={t('prices.markUp.percent')}
        value={props.values.percent}
        onValue={(value) => props.onText('percent', value)}
        error={props.error('percent')}
        suffix="%"
        inputmode="decimal"
        class="code"
        data-testid="mark-up-percent"
      />
      <Choice
        name="per"
        label={t('prices.markUp.per')}
        options={[
          { value: 'minute', label: t('prices.markUp.perMinute') },
          { value: 'block', label: t('prices.markUp.perBlock') },
        ]}
        value={props.values.per}
        onValue={(value) => props.onPer(value)}
      />
      <TextField
        label={t('prices.markUp.fixed')}
        value={props.values.fixed}
        onValue={(value) => props.onText('fixed', value)}
        help={t('prices.markUp.fixedHelp')}
        error={props.error('fixed')}
        suffix={format.sign()}
        inputmode="decimal"
        class="code"
      />
      <TextField
        label={t('prices.markUp.step')}
        value={props.values.step}
        onValue={(value) => props.onText('step', value)}
        help={t('prices.markUp.stepHelp')}
        error={props.error('step')}
        suffix={format.sign()}
        inputmode="decimal"
        class="code"
      />
      <TextField
        label={t('prices.markUp.floor')}
        value={props.values.floor}
        onValue={(value) => props.onText('floor', value)}
        help={t('prices.markUp.floorHelp')}
        error={props.error('floor')}
        suffix={format.sign()}
        inputmode="decimal"
        class="code"
      />
    </div>
  );
}
