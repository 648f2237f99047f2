import { useQuery } from '@tanstack/solid-query';
import type { LedgerEntry, Tenant } from '@yunhu/api/schemas';
import { Show, createSignal } from 'solid-js';
import { plainDecimal, toMicros } from '../../i18n/money.ts';
import { t } from '../../i18n/translate.ts';
import { usePermission, useSession } from '../../session/session.ts';
import { mayOpen, pages } from '../../shell/pages.ts';
import { tenantsQuery } from '../../tenancy/data.ts';
import { Button } from '../../ui/button.tsx';
import { dataOf } from '../../ui/query.ts';
import { MoneyDialog } from './money-dialog.tsx';

/** The other way round, for the whole amount: what a person most often wants of a correction. */
function undoing(entry: LedgerEntry): { id: string; amount: string; upward: boolean } {
  const micros = toMicros(entry.amountMicros);
  return { id: entry.reference.id, amount: plainDecimal(micros < 0n ? -micros : micros), upward: micros > 0n };
}

/** Begins a correction at the movement that it corrects: of an account right below, where the other side is oneself. */
export function CorrectEntry(props: { entry: LedgerEntry; tenantId: string }) {
  const session = useSession();
  const may = usePermission();
  const query = useQuery(() => ({ ...tenantsQuery, enabled: mayOpen(session(), pages.tenants) }));
  const [isOpen, setOpen] = createSignal(false);
  const tenant = (): Tenant | undefined => {
    if (!may('money.top-up') || props.entry.counterparty?.id !== session().tenant.id) return undefined;
    return dataOf(query)?.items.find((one) => one.id === props.tenantId && one.depth === 1);
  };
  return (
    <Show when={tenant()}>
      {(known) => (
        <>
          <Button onClick={() => setOpen(true)} data-testid="correct-entry">
            {t('wallets.correctThis')}
          </Button>
          <Show when={isOpen()}>
            <MoneyDialog
              kind="correction"
              tenant={known()}
              corrects={undoing(props.entry)}
              onClose={() => setOpen(false)}
            />
          </Show>
        </>
      )}
    </Show>
  );
}
