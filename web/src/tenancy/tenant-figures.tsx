import type { Tenant } from '@yunhu/api/schemas';
import { createMemo } from 'solid-js';
import { toMicros } from '../i18n/money.ts';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { Card } from '../ui/card.tsx';
import { type FigureProps, Figures } from '../ui/figures.tsx';
import { inChip } from './tree.ts';

function sum(tenants: readonly Tenant[], key: 'balanceMicros' | 'heldMicros' | 'chargedTodayMicros'): bigint {
  return tenants.reduce((total, tenant) => total + toMicros(tenant[key] ?? '0'), 0n);
}

/** The day of a seller in six figures, counted from the accounts at hand. */
export function TenantFigures(props: { tenants: readonly Tenant[] | undefined }) {
  const format = useFormat();
  const items = createMemo((): FigureProps[] => {
    const all = props.tenants;
    const self = all?.find((tenant) => tenant.depth === 0);
    const below = all?.filter((tenant) => tenant.depth > 0) ?? [];
    const direct = below.filter((tenant) => tenant.depth === 1);
    const customers = below.filter((tenant) => tenant.kind === 'customer');
    const busiest = [...customers].sort((left, right) => right.callsToday - left.callsToday)[0];
    const low = below.filter((tenant) => inChip(tenant, 'low')).length;
    const known = <V,>(value: V): V | undefined => (all === undefined ? undefined : value);
    const held = sum(customers, 'heldMicros');
    return [
      {
        label: t('tenancy.figures.calls'),
        value: known(format.count(customers.reduce((total, tenant) => total + tenant.callsToday, 0))),
        note:
          busiest !== undefined && busiest.callsToday > 0 ? t('tenancy.figures.callsNote', busiest.name) : undefined,
      },
      {
        label: t('tenancy.figures.revenue'),
        value: known(format.moneyFigure(sum(direct, 'chargedTodayMicros'))),
        note: self && t('tenancy.figures.margin', format.moneyFigure(toMicros(self.marginTodayMicros ?? '0'))),
      },
      { label: t('tenancy.figures.held'), value: known(format.moneyFigure(held)), note: t('tenancy.figures.heldNote') },
      {
        label: t('tenancy.figures.balances'),
        value: known(format.moneyFigure(sum(below, 'balanceMicros'))),
        note: t('tenancy.figures.balancesNote', format.count(direct.length)),
      },
      {
        label: t('tenancy.figures.accounts'),
        value: known(format.count(below.length)),
        note: t(
          'tenancy.figures.accountsNote',
          format.count(below.length - customers.length),
          format.count(customers.length),
        ),
      },
      {
        label: t('tenancy.figures.low'),
        value: known(format.count(low)),
        note: low > 0 ? t('tenancy.figures.lowNote') : t('tenancy.figures.lowNone'),
        tone: low > 0 ? 'bad' : 'plain',
        hint: t('tenancy.lowHint'),
      },
    ];
  });
  return (
    <Card>
      <Figures label={t('tenancy.title')} items={items()} />
    </Card>
  );
}
