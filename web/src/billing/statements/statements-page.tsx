import { useQuery } from '@tanstack/solid-query';
import type { FileLanguage, StatementMonth } from '@yunhu/api/schemas';
import { Show, createMemo, createSignal } from 'solid-js';
import { chartUnits, decimalsOfAll, toMicros } from '../../i18n/money.ts';
import { locale, t } from '../../i18n/translate.ts';
import { fileLanguage, useAskForFile } from '../../jobs/export-dialog.tsx';
import { JobProgress } from '../../jobs/job-progress.tsx';
import { useFormat } from '../../session/format.ts';
import { useSession } from '../../session/session.ts';
import { mayOpen, pages } from '../../shell/pages.ts';
import { tenantsQuery } from '../../tenancy/data.ts';
import { TenantPicker } from '../../tenancy/tenant-picker.tsx';
import { useAddress } from '../../ui/address.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ChartCard } from '../../ui/chart-card.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { FormProblem } from '../../ui/notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { QueryTable } from '../../ui/query-table.tsx';
import { dataOf } from '../../ui/query.ts';
import { Chips } from '../../ui/toolbar.tsx';
import { monthsQuery } from '../ledger/data.ts';
import { LogoCard } from './logo-card.tsx';
import { monthColumns } from './month-columns.tsx';

const languages: readonly FileLanguage[] = ['zh', 'en'];
const leastDecimals = 2;

function StatementDialog(props: { month: string; tenantId: string; onClose: () => void }) {
  const ask = useAskForFile(() => '/v1/ledger/statements');
  const [language, setLanguage] = createSignal<FileLanguage>(fileLanguage());
  const body = () => ({
    month: props.month,
    language: language(),
    ...(props.tenantId === '' ? {} : { tenantId: props.tenantId }),
  });
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={t('books.statements.dialog', props.month)}
      lead={t('books.statements.dialogLead')}
      testId="statement-dialog"
    >
      <Show
        when={ask.data}
        fallback={
          <div class="grid gap-4">
            <div class="grid gap-1.5">
              <span class="text-s text-ink-2">{t('books.statements.language')}</span>
              <Chips
                label={t('books.statements.language')}
                value={language()}
                onValue={setLanguage}
                chips={languages.map((value) => ({ value, label: t(`books.statements.${value}`) }))}
              />
            </div>
            <FormProblem error={ask.error} />
            <DialogActions>
              <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
              <Button
                look="main"
                busy={ask.isPending}
                onClick={() => ask.mutate(body())}
                data-testid="statement-submit"
              >
                {t('books.statements.submit')}
              </Button>
            </DialogActions>
          </div>
        }
      >
        {(asked) => <JobProgress jobId={asked().jobId} />}
      </Show>
    </Dialog>
  );
}

/** What there was at the end of each month. */
function ClosingCurve(props: { months: readonly StatementMonth[] }) {
  const format = useFormat();
  const oldestFirst = () => props.months.toReversed();
  // A month is at its last second; the present one at this.
  const at = (month: StatementMonth) => (month.isOver ? Date.parse(month.to) / 1000 - 1 : Date.now() / 1000);
  return (
    <ChartCard
      title={t('books.statements.curve')}
      empty={t('books.statements.empty')}
      series={{
        at: oldestFirst().map(at),
        values: oldestFirst().map((month) => chartUnits(toMicros(month.closingMicros))),
      }}
      stepped
      height={120}
      timeZone={format.zone()}
      heads={{ time: t('books.statements.month'), value: `${t('books.statements.closing')} ${format.sign()}` }}
      formatValue={(value) => new Intl.NumberFormat(locale(), { maximumFractionDigits: 2 }).format(value)}
      formatTime={(moment) => format.date(moment.toISOString()).slice(0, 7)}
      formatAxis={(moment) => format.date(moment.toISOString()).slice(0, 7)}
    />
  );
}

/** The months of a wallet, each a statement to be drawn; and the logo that stands on them. */
export default function StatementsPage() {
  const address = useAddress({ tenant: '', month: '' });
  const session = useSession();
  const format = useFormat();
  const tenants = useQuery(() => ({ ...tenantsQuery, enabled: mayOpen(session(), pages.tenants) }));
  const query = useQuery(() => monthsQuery(address.read('tenant')));
  const rows = () => dataOf(query)?.items;
  const decimals = createMemo(() =>
    decimalsOfAll((rows() ?? []).flatMap((row) => [row.openingMicros, row.closingMicros]).map(toMicros), leastDecimals),
  );
  const columns = monthColumns({ format, decimals: () => decimals(), draw: (month) => address.write({ month }) });
  const accounts = () => dataOf(tenants)?.items ?? [];
  return (
    <>
      <PageHead title={t('books.statements.title')} line={t('books.statements.lead')}>
        <Show when={accounts().length > 1}>
          <TenantPicker
            compact
            label={t('billing.whose')}
            tenants={accounts()}
            value={address.read('tenant') || session().tenant.id}
            onValue={(id) => address.write({ tenant: id === session().tenant.id ? '' : id })}
          />
        </Show>
      </PageHead>
      <div class="grid items-start gap-4 lg:grid-cols-[1fr_300px]">
        <div class="grid gap-4">
          <Show when={(rows()?.length ?? 0) > 1}>
            <ClosingCurve months={rows() ?? []} />
          </Show>
          <Card label={t('books.statements.title')}>
            <QueryTable
              label={t('books.statements.title')}
              testId="months-table"
              query={query}
              columns={columns}
              rows={rows()}
              rowKey={(row) => row.month}
              emptyText={t('books.statements.empty')}
            />
          </Card>
        </div>
        <LogoCard />
      </div>
      <Show when={address.read('month')}>
        {(month) => (
          <StatementDialog
            month={month()}
            tenantId={address.read('tenant')}
            onClose={() => address.write({ month: '' })}
          />
        )}
      </Show>
    </>
  );
}
