// What a new price list is begun with, as its dialog holds it.
import { useNavigate } from '@solidjs/router';
import type { AssignedTaskType, RateGroup } from '@yunhu/api/schemas';
import { createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { pages } from '../shell/pages.ts';
import { createForm } from '../ui/form.ts';
import { toastDone } from '../ui/toast.tsx';
import { useCreateRateGroup } from './data.ts';
import { useCopyRateGroup } from './prices/data.ts';
import { markUpBody, type MarkUpValues, newMarkUp, wrongWithMarkUp } from './prices/mark-up.ts';
import { emptyRow, firstCellError, type RateRow, ratesOf } from './rate-rows.tsx';

export type Way = 'list' | 'copy' | 'rule';
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

/** The form of a new group; `groups` are those that a copy may begin as. */
export function createGroupForm(groups: readonly RateGroup[], onDone: () => void) {
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

export type GroupForm = ReturnType<typeof createGroupForm>['form'];
