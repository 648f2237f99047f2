import { useInfiniteQuery, useQuery } from '@tanstack/solid-query';
import type { AuditEntry, Tenant } from '@yunhu/api/schemas';
import X from 'lucide-solid/icons/x';
import { For, Show, createMemo } from 'solid-js';
import { PeriodFilter } from '../billing/period-filter.tsx';
import { t } from '../i18n/translate.ts';
import { ExportAll } from '../jobs/export-dialog.tsx';
import { useFormat } from '../session/format.ts';
import { useSession } from '../session/session.ts';
import { mayOpen, pages } from '../shell/pages.ts';
import { tenantsQuery } from '../tenancy/data.ts';
import { TenantPicker } from '../tenancy/tenant-picker.tsx';
import { Card } from '../ui/card.tsx';
import { MultiMenu } from '../ui/multi-menu.tsx';
import { PageHead } from '../ui/page.tsx';
import { QueryTable } from '../ui/query-table.tsx';
import { dataOf } from '../ui/query.ts';
import { SearchedTo } from '../ui/searched-to.tsx';
import { ColumnsMenu, SearchBox, Toolbar } from '../ui/toolbar.tsx';
import {
  allBelow,
  type AuditAddress,
  isNarrowed,
  noFilters,
  readAuditFilter,
  useAuditAddress,
} from './audit-address.ts';
import { auditColumns } from './audit-columns.tsx';
import { AuditDrawer } from './audit-drawer.tsx';
import { actionWords } from './audit-words.ts';
import { auditActionsQuery, auditQuery, exportOf } from './data.ts';

const keyOf = (entry: AuditEntry) => entry.id;

/** Whose audit: one's own, that of one below, or of all below as one. */
function CompanyChoice(props: { address: AuditAddress }) {
  const session = useSession();
  const tenants = useQuery(() => ({ ...tenantsQuery, enabled: mayOpen(session(), pages.tenants) }));
  const items = createMemo(() => {
    const [self, ...others] = dataOf(tenants)?.items ?? [];
    if (self === undefined || others.length === 0) return [];
    const everybody: Tenant = { ...self, id: allBelow, name: t('audit.allBelow'), loginName: null };
    return [self, everybody, ...others];
  });
  return (
    <Show when={items().length > 1}>
      <TenantPicker
        compact
        label={t('audit.whose')}
        tenants={items()}
        value={props.address.read('tenant') || session().tenant.id}
        onValue={(id) => props.address.write({ tenant: id === session().tenant.id ? '' : id, entry: '', actions: '' })}
      />
    </Show>
  );
}

function ActionsMenu(props: { address: AuditAddress }) {
  const format = useFormat();
  const tenant = () => (props.address.read('tenant') === allBelow ? '' : props.address.read('tenant'));
  const query = useQuery(() => auditActionsQuery(tenant()));
  const chosen = () => props.address.list('actions');
  const options = createMemo(() =>
    [...new Set([...(dataOf(query)?.items ?? []), ...chosen()])]
      .map((value) => ({ value, label: actionWords(value) }))
      .toSorted((a, b) => a.label.localeCompare(b.label)),
  );
  const shown = () => {
    const [only, ...others] = chosen();
    if (only === undefined) return t('audit.allActions');
    return others.length === 0 ? actionWords(only) : t('audit.chosenActions', format.count(chosen().length));
  };
  return (
    <MultiMenu
      label={t('audit.actionsLabel')}
      shown={shown()}
      options={options()}
      values={chosen()}
      onValues={(actions) => props.address.writeList('actions', actions)}
      testId="audit-actions"
    />
  );
}

/** What was narrowed to from an entry: each can be taken away again. */
function NarrowedTo(props: { address: AuditAddress }) {
  const chosen = () =>
    (
      [
        ['person', t('audit.person')],
        ['subject', t('audit.subject')],
        ['session', t('audit.supportSession')],
      ] as const
    ).filter(([key]) => props.address.read(key) !== '');
  return (
    <For each={chosen()}>
      {([key, label]) => (
        <button
          type="button"
          class="inline-flex h-7 items-center gap-1 rounded-full border border-accent bg-accent-soft px-2 text-xs text-accent"
          aria-label={`${t('audit.clearFilter')}: ${label}`}
          onClick={() => props.address.write({ [key]: '' })}
        >
          {label} <span class="font-mono text-2xs">{props.address.read(key).slice(-8)}</span>
          <X class="size-3" aria-hidden="true" />
        </button>
      )}
    </For>
  );
}

/** Who did what to what, from where and when. */
export default function AuditLogPage() {
  const address = useAuditAddress();
  const format = useFormat();
  const filter = createMemo(() => readAuditFilter(address, format.zone()), undefined, {
    equals: (before, after) => JSON.stringify(before) === JSON.stringify(after),
  });
  const query = useInfiniteQuery(() => auditQuery(filter()));
  const entries = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  const columns = createMemo(() => auditColumns({ format, isMerged: address.read('tenant') === allBelow }));
  const opened = createMemo(() => entries()?.find((entry) => entry.id === address.read('entry')));
  return (
    <>
      <PageHead title={t('audit.title')} line={t('audit.lead')}>
        <CompanyChoice address={address} />
      </PageHead>
      <Card label={t('audit.title')}>
        <Toolbar>
          <SearchBox label={t('audit.search')} value={address.read('q')} onValue={(q) => address.write({ q })} />
          <ActionsMenu address={address} />
          <PeriodFilter address={address} />
          <NarrowedTo address={address} />
          <span class="grow" />
          <ColumnsMenu
            columns={columns()}
            hidden={address.list('hide')}
            onHidden={(hidden) => address.writeList('hide', hidden)}
          />
          <ExportAll path="/v1/audit/exports" filter={exportOf(filter())} disabled={(entries()?.length ?? 0) === 0} />
        </Toolbar>
        <QueryTable
          label={t('audit.title')}
          testId="audit-table"
          query={query}
          columns={columns()}
          rows={entries()}
          rowKey={keyOf}
          hidden={address.list('hide')}
          openKey={address.read('entry')}
          onOpen={(entry) => address.write({ entry: entry.id })}
          emptyText={t('audit.empty')}
          filteredText={t('audit.emptyFiltered')}
          isFiltered={isNarrowed(address)}
          onClearFilters={() => address.write(noFilters)}
        />
        <SearchedTo at={dataOf(query)?.pages.at(-1)?.searchedTo} />
        <Show when={opened()}>
          {(entry) => <AuditDrawer entry={entry()} address={address} onClose={() => address.write({ entry: '' })} />}
        </Show>
      </Card>
    </>
  );
}
