import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/solid-query';
import {
  type Approval,
  type ApprovalKind,
  approvalKinds,
  type ApprovalPage,
  type SubmissionState,
  submissionStates,
} from '@yunhu/api/schemas';
import FileHeadphone from 'lucide-solid/icons/file-headphone';
import PhoneOutgoing from 'lucide-solid/icons/phone-outgoing';
import { Show, createMemo } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { request, withQuery } from '../session/request.ts';
import { useSession } from '../session/session.ts';
import { useAddress } from '../ui/address.ts';
import { ApprovalTag } from '../ui/approval.tsx';
import { Card } from '../ui/card.tsx';
import { PageHead } from '../ui/page.tsx';
import { QueryTable } from '../ui/query-table.tsx';
import { dataOf } from '../ui/query.ts';
import type { Column } from '../ui/table-model.ts';
import { Chips, SearchBox, Toolbar } from '../ui/toolbar.tsx';

const perPage = 100;
const refreshMs = 30_000;
type Filter = { kind: ApprovalKind | ''; state: SubmissionState | ''; q: string };

const approvalsQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ['approvals', filter],
    queryFn: ({ pageParam, signal }) =>
      request<ApprovalPage>('GET', withQuery('/v1/approvals', { ...filter, cursor: pageParam, limit: perPage }), {
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: refreshMs,
  });

function NameCell(props: { row: Approval }) {
  const isNumber = () => props.row.kind === 'caller-id';
  return (
    <span class="flex min-w-0 items-center gap-2.5">
      <Show when={isNumber()} fallback={<FileHeadphone class="size-4 shrink-0 text-ink-3" aria-hidden="true" />}>
        <PhoneOutgoing class="size-4 shrink-0 text-ink-3" aria-hidden="true" />
      </Show>
      <span class="grid min-w-0">
        <b class="truncate font-medium" classList={{ code: isNumber() }}>
          {props.row.name}
        </b>
        <small class="truncate text-2xs text-ink-3 sm:hidden">{props.row.tenant.name}</small>
      </span>
    </span>
  );
}

function Until(props: { row: Approval; format: ReturnType<typeof useFormat> }) {
  const noEnd = () => props.row.kind === 'caller-id' && props.row.state === 'approved';
  return (
    <Show
      when={props.row.approvedUntil}
      fallback={<span class="text-ink-3">{noEnd() ? t('callerIds.noEnd') : t('ui.none')}</span>}
    >
      {(until) => <span class="code text-ink-2">{props.format.date(until())}</span>}
    </Show>
  );
}

function columns(format: ReturnType<typeof useFormat>): Column<Approval>[] {
  return [
    {
      id: 'name',
      head: () => t('approvals.columns.name'),
      always: true,
      grow: true,
      cell: (row) => <NameCell row={row()} />,
    },
    {
      id: 'tenant',
      head: () => t('approvals.columns.tenant'),
      from: 'sm',
      cell: (row) => <span class="block max-w-56 truncate text-ink-2">{row().tenant.name}</span>,
    },
    {
      id: 'state',
      head: () => t('approvals.columns.state'),
      always: true,
      cell: (row) => <ApprovalTag state={row().state} />,
    },
    {
      id: 'until',
      head: () => t('approvals.columns.until'),
      from: 'lg',
      cell: (row) => <Until row={row()} format={format} />,
    },
    {
      id: 'reason',
      head: () => t('approvals.columns.reason'),
      from: 'lg',
      cell: (row) => (
        <span class="block max-w-72 truncate text-ink-2" title={row().reason}>
          {row().reason}
        </span>
      ),
    },
    {
      id: 'at',
      head: () => t('approvals.columns.at'),
      from: 'md',
      cell: (row) => (
        <time class="code text-ink-3" dateTime={row().at} title={format.relative(row().at)}>
          {format.dateTime(row().at)}
        </time>
      ),
    },
  ];
}

type Address = ReturnType<typeof useAddress<'kind' | 'state' | 'q'>>;
const readKind = (address: Address): ApprovalKind | '' =>
  approvalKinds.find((one) => one === address.read('kind')) ?? '';
const readState = (address: Address): SubmissionState | '' =>
  submissionStates.find((one) => one === address.read('state')) ?? '';

function Filters(props: { address: Address; counts: ApprovalPage['counts'] }) {
  const format = useFormat();
  const total = () => Object.values(props.counts).reduce((sum, count) => sum + count, 0);
  const states = () =>
    (['', ...submissionStates] as const)
      .filter((one) => one === '' || one === readState(props.address) || (props.counts[one] ?? 0) > 0)
      .map((value) => ({
        value,
        label: value === '' ? t('ui.all') : t(`approval.states.${value}`),
        count: format.count(value === '' ? total() : (props.counts[value] ?? 0)),
      }));
  return (
    <Toolbar>
      <Chips
        label={t('approvals.columns.state')}
        value={readState(props.address)}
        onValue={(state) => props.address.write({ state })}
        chips={states()}
      />
      <span class="grow" />
      <Chips
        label={t('approvals.columns.name')}
        value={readKind(props.address)}
        onValue={(kind) => props.address.write({ kind: kind === readKind(props.address) ? '' : kind })}
        chips={approvalKinds.map((value) => ({ value, label: t(`approvals.kinds.${value}`) }))}
      />
      <SearchBox
        label={t('approvals.search')}
        value={props.address.read('q')}
        onValue={(q) => props.address.write({ q })}
      />
    </Toolbar>
  );
}

/** How numbers and audio of a seller's customers stand: what waits, what was refused and why, what ends soon. */
export default function ApprovalsPage() {
  const address = useAddress({ kind: '', state: '', q: '' });
  const query = useInfiniteQuery(() =>
    approvalsQuery({ kind: readKind(address), state: readState(address), q: address.read('q') }),
  );
  const session = useSession();
  const format = useFormat();
  const items = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  return (
    <>
      <PageHead title={t('approvals.title')} line={`${session().tenant.name} · ${t('approvals.lead')}`} />
      <Card label={t('approvals.title')}>
        <Filters address={address} counts={dataOf(query)?.pages[0]?.counts ?? {}} />
        <QueryTable
          label={t('approvals.title')}
          testId="approvals-table"
          query={query}
          columns={columns(format)}
          rows={items()}
          rowKey={(row) => row.id}
          emptyText={t('approvals.empty')}
          filteredText={t('approvals.emptyFiltered')}
          isFiltered={readKind(address) !== '' || readState(address) !== '' || address.read('q') !== ''}
          onClearFilters={() => address.write({ kind: '', state: '', q: '' })}
        />
      </Card>
    </>
  );
}
