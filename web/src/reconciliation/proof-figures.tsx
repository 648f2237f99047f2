import type { ProofRun, Reconciliation } from '@yunhu/api/schemas';
import { createMemo } from 'solid-js';
import { locale, t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { Card } from '../ui/card.tsx';
import { type FigureProps, Figures } from '../ui/figures.tsx';
import { spanWords } from './words.ts';

/** The one figure that has to be zero, and when it last was found to be. */
export function ProofFigures(props: { state: Reconciliation | undefined }) {
  const format = useFormat();
  const run = (label: string, found: ProofRun | null | undefined): FigureProps => ({
    label,
    value:
      found === undefined
        ? undefined
        : found === null
          ? t('reconciliation.figures.never')
          : format.time(found.startedAt),
    note:
      found === undefined || found === null
        ? undefined
        : `${format.date(found.startedAt)} · ${t('reconciliation.figures.recentNote', format.count(found.examined), spanWords(found.milliseconds, locale()))}`,
  });
  const items = createMemo((): FigureProps[] => {
    const drift = props.state?.invariants.reduce((sum, one) => sum + one.drift, 0);
    return [
      {
        label: t('reconciliation.figures.drift'),
        value: drift === undefined ? undefined : format.count(drift),
        note: drift === 0 ? t('reconciliation.figures.driftNone') : t('reconciliation.figures.driftSome'),
        tone: drift === undefined || drift === 0 ? 'plain' : 'bad',
        testId: 'drift',
      },
      run(t('reconciliation.figures.recent'), props.state && (props.state.recent ?? props.state.full)),
      run(t('reconciliation.figures.full'), props.state?.full),
    ];
  });
  return (
    <Card>
      <Figures label={t('reconciliation.title')} items={items()} />
    </Card>
  );
}
