import { A } from '@solidjs/router';
import { useInfiniteQuery, useQuery } from '@tanstack/solid-query';
import { type TransferRequest, type TransferRequestState, transferRequestStates } from '@yunhu/api/schemas';
import { Show, createMemo, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { usePermission, useSession } from '../../session/session.ts';
import { mayOpen, pages } from '../../shell/pages.ts';
import { useAddress } from '../../ui/address.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { PageHead } from '../../ui/page.tsx';
import { QueryTable } from '../../ui/query-table.tsx';
import { dataOf } from '../../ui/query.ts';
import { toastDone, toastProblem } from '../../ui/toast.tsx';
import { Chips, Toolbar } from '../../ui/toolbar.tsx';
import { type Decision, moneySettingsQuery, transferRequestsQuery, useDecide, waitingCountQuery } from './data.ts';
import { DecideDialog } from './decide-dialog.tsx';
import { requestColumns } from './request-columns.tsx';

const chips = ['', ...transferRequestStates] as const;

function readState(value: string): TransferRequestState | '' {
  return chips.find((state) => state === value) ?? '';
}

function SettingsLink() {
  const session = useSession();
  return (
    <Show when={mayOpen(session(), pages.moneySettings)}>
      <A href={pages.moneySettings.path} class={buttonClass()}>
        {t('wallets.requests.toSettings')}
      </A>
    </Show>
  );
}

type Asked = { verb: 'approve' | 'reject'; request: TransferRequest } | null;

function useDecisions() {
  const decide = useDecide();
  const [asked, setAsked] = createSignal<Asked>(null);
  const start = (verb: Decision['verb'], request: TransferRequest): void => {
    if (verb !== 'withdraw') {
      setAsked({ verb, request });
      return;
    }
    decide.mutate(
      { id: request.id, verb, reason: '' },
      { onSuccess: () => toastDone(t('wallets.requests.withdrawn')), onError: toastProblem },
    );
  };
  return { asked, start, close: () => setAsked(null) };
}

/** What waits for a second person, and what became of the rest. */
export default function RequestsPage() {
  const address = useAddress({ state: '' });
  const state = () => readState(address.read('state'));
  const query = useInfiniteQuery(() => transferRequestsQuery(state()));
  const count = useQuery(() => waitingCountQuery);
  const settings = useQuery(() => moneySettingsQuery);
  const session = useSession();
  const may = usePermission();
  const format = useFormat();
  const decisions = useDecisions();
  const requests = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  const isOff = () => dataOf(settings)?.transferApprovalLimitMicros === null;
  const columns = requestColumns({
    format,
    selfId: () => session().staff.id,
    mayDecide: () => may('money.top-up'),
    decide: decisions.start,
  });
  const label = (value: TransferRequestState | '') =>
    value === '' ? t('ui.all') : t(`wallets.requests.states.${value}`);
  return (
    <>
      <PageHead title={t('wallets.requests.title')} line={t('wallets.requests.lead')}>
        <SettingsLink />
      </PageHead>
      <Card label={t('wallets.requests.title')}>
        <Toolbar>
          <Chips
            label={t('wallets.requests.columns.state')}
            value={state()}
            onValue={(value) => address.write({ state: value })}
            chips={chips.map((value) => ({
              value,
              label: label(value),
              ...(value === 'pending' && { count: format.count(dataOf(count)?.waiting ?? 0) }),
            }))}
          />
        </Toolbar>
        <QueryTable
          label={t('wallets.requests.title')}
          testId="requests-table"
          query={query}
          columns={columns}
          rows={requests()}
          rowKey={(request) => request.id}
          emptyText={isOff() ? t('wallets.requests.emptyOff') : t('wallets.requests.empty')}
          filteredText={t('wallets.requests.emptyFiltered')}
          isFiltered={state() !== ''}
          onClearFilters={() => address.write({ state: '' })}
          emptyAction={<SettingsLink />}
        />
      </Card>
      <Show when={decisions.asked()}>
        {(asked) => <DecideDialog verb={asked().verb} request={asked().request} onClose={decisions.close} />}
      </Show>
    </>
  );
}
