import type { InvariantState, Reconciliation } from '@yunhu/api/schemas';
import CircleAlert from 'lucide-solid/icons/circle-alert';
import CircleCheck from 'lucide-solid/icons/circle-check';
import CircleDashed from 'lucide-solid/icons/circle-dashed';
import { For, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { locale, t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { Bone } from '../ui/bone.tsx';
import { Card, CardHead } from '../ui/card.tsx';
import { spanWords } from './words.ts';

const looks = {
  proven: { icon: CircleCheck, ink: 'text-ok-ink' },
  drift: { icon: CircleAlert, ink: 'text-bad-ink' },
  unknown: { icon: CircleDashed, ink: 'text-ink-3' },
} as const;

function Result(props: { state: InvariantState }) {
  const format = useFormat();
  const words = () => {
    if (props.state.state === 'drift') return t('reconciliation.drifts', format.count(props.state.drift));
    return t(props.state.state === 'proven' ? 'reconciliation.holds' : 'reconciliation.notLooked');
  };
  return (
    <span class={`inline-flex items-center gap-1.5 text-s font-medium ${looks[props.state.state].ink}`}>
      <Dynamic component={looks[props.state.state].icon} class="size-4 shrink-0" aria-hidden="true" />
      {words()}
    </span>
  );
}

function Finding(props: { label: string; finding: InvariantState['full'] }) {
  const format = useFormat();
  return (
    <span class="block text-right text-xs text-ink-3 tabular" title={props.label}>
      <Show when={props.finding} fallback="—">
        {(found) => (
          <>
            <span class="text-ink-2">{format.shortDateTime(found().at)}</span>
            <span class="block">
              {t('reconciliation.rowsIn', format.count(found().examined), spanWords(found().milliseconds, locale()))}
            </span>
          </>
        )}
      </Show>
    </span>
  );
}

function Line(props: { state: InvariantState }) {
  return (
    <li
      class="border-t border-line px-4 py-2.5 first:border-t-0"
      data-testid={`invariant-${props.state.invariant}`}
      data-state={props.state.state}
    >
      <div class="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 md:grid-cols-[minmax(0,1fr)_7rem_11rem_11rem]">
        <div class="min-w-0">
          <span class="block text-m font-medium">{t(`reconciliation.invariants.${props.state.invariant}.name`)}</span>
          <span class="block text-xs text-ink-2">{t(`reconciliation.invariants.${props.state.invariant}.line`)}</span>
        </div>
        <Result state={props.state} />
        <div class="max-md:hidden">
          <Finding label={t('reconciliation.columns.recent')} finding={props.state.recent} />
        </div>
        <div class="max-md:hidden">
          <Finding label={t('reconciliation.columns.full')} finding={props.state.full} />
        </div>
      </div>
      <Show when={props.state.offenders.length > 0}>
        <div class="mt-2 rounded-s bg-bad-soft px-3 py-2 text-xs text-bad-ink">
          <span class="font-medium">{t('reconciliation.offenders')}</span>
          <ul class="mt-1 grid gap-0.5 font-mono text-2xs break-all">
            <For each={props.state.offenders}>{(offender) => <li>{offender}</li>}</For>
          </ul>
        </div>
      </Show>
    </li>
  );
}

const bones = Array.from({ length: 12 }, (_, i) => i);

/** Each invariant in words: whether it holds, when that was last seen, over how many rows. What is off stands first. */
export function InvariantsCard(props: { state: Reconciliation | undefined }) {
  const ordered = () =>
    (props.state?.invariants ?? []).toSorted((a, b) => Number(b.state === 'drift') - Number(a.state === 'drift'));
  return (
    <Card label={t('reconciliation.invariantsTitle')}>
      <CardHead title={t('reconciliation.invariantsTitle')} note={t('reconciliation.invariantsNote')} />
      <div
        class="hidden grid-cols-[minmax(0,1fr)_7rem_11rem_11rem] gap-x-4 border-b border-line px-4 py-1.5 text-xs text-ink-3 md:grid"
        aria-hidden="true"
      >
        <span>{t('reconciliation.columns.what')}</span>
        <span>{t('reconciliation.columns.state')}</span>
        <span class="text-right">{t('reconciliation.columns.recent')}</span>
        <span class="text-right">{t('reconciliation.columns.full')}</span>
      </div>
      <ul>
        <Show when={props.state} fallback={<For each={bones}>{() => <Bone class="mx-4 my-4 h-5" />}</For>}>
          <For each={ordered()}>{(state) => <Line state={state} />}</For>
        </Show>
      </ul>
    </Card>
  );
}
