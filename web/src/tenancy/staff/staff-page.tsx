import { useQuery } from '@tanstack/solid-query';
import type { StaffMember, TenantKind } from '@yunhu/api/schemas';
import Plus from 'lucide-solid/icons/plus';
import { Match, Show, Switch, createMemo, createSignal } from 'solid-js';
import { SignInPolicyCard } from '../../account/sign-in-policy.tsx';
import { StaffSecurityDialog } from '../../account/staff-security-dialog.tsx';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { usePermission, useSession } from '../../session/session.ts';
import { useAddress } from '../../ui/address.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ActionMenu, type MenuAction } from '../../ui/menu.tsx';
import { PageHead } from '../../ui/page.tsx';
import { QueryTable } from '../../ui/query-table.tsx';
import { dataOf } from '../../ui/query.ts';
import { Tag } from '../../ui/status.tsx';
import type { Column } from '../../ui/table-model.ts';
import { roleHelp, roleWords } from '../roles/role-words.ts';
import { staffQuery } from './data.ts';
import { narrowStaff } from './narrow-staff.ts';
import { readState, StaffToolbar } from './staff-toolbar.tsx';
import { AddStaffDialog } from './add-staff-dialog.tsx';
import { EditStaffDialog, ResetPasswordDialog, StaffStateDialog } from './staff-dialogs.tsx';

type About = 'edit' | 'reset' | 'security' | 'state';
type Asked = { kind: 'add' } | { kind: About; person: StaffMember } | null;

function Dialogs(props: { asked: Asked; close: () => void }) {
  const about = (kind: About) =>
    props.asked !== null && props.asked.kind !== 'add' && props.asked.kind === kind ? props.asked.person : null;
  return (
    <Switch>
      <Match when={props.asked?.kind === 'add'}>
        <AddStaffDialog onClose={() => props.close()} />
      </Match>
      <Match when={about('edit')}>
        {(person) => <EditStaffDialog person={person()} onClose={() => props.close()} />}
      </Match>
      <Match when={about('reset')}>
        {(person) => <ResetPasswordDialog person={person()} onClose={() => props.close()} />}
      </Match>
      <Match when={about('security')}>
        {(person) => <StaffSecurityDialog person={person()} onClose={() => props.close()} />}
      </Match>
      <Match when={about('state')}>
        {(person) => <StaffStateDialog person={person()} onClose={() => props.close()} />}
      </Match>
    </Switch>
  );
}

function NameCell(props: { person: StaffMember; isOneself: boolean }) {
  return (
    <span class="block min-w-0">
      <span class="flex items-center gap-2">
        <span class="truncate font-medium">{props.person.name}</span>
        <Show when={props.isOneself}>
          <span class="rounded-full bg-accent-soft px-1.5 text-2xs text-accent">{t('staff.you')}</span>
        </Show>
      </span>
      <small class="block truncate text-2xs text-ink-3 sm:hidden">
        {[
          props.person.loginName,
          roleWords(props.person.role),
          ...(props.person.state === 'disabled' ? [t('staff.states.disabled')] : []),
        ].join(' · ')}
      </small>
    </span>
  );
}

type ColumnsFrom = {
  format: ReturnType<typeof useFormat>;
  selfId: () => string;
  kind: () => TenantKind;
  mayWrite: () => boolean;
  ask: (asked: Asked) => void;
};

function timeColumns({ format }: ColumnsFrom): Column<StaffMember>[] {
  return [
    {
      id: 'lastLogIn',
      head: () => t('staff.columns.lastLogIn'),
      from: 'md',
      sortBy: (row) => row.lastLogInAt ?? '',
      cell: (row) => (
        <Show when={row().lastLogInAt} fallback={<span class="text-ink-3">{t('staff.never')}</span>}>
          {(at) => (
            <time class="code text-ink-2" dateTime={at()} title={format.relative(at())}>
              {format.dateTime(at())}
            </time>
          )}
        </Show>
      ),
    },
    {
      id: 'createdAt',
      head: () => t('staff.columns.createdAt'),
      from: 'lg',
      sortBy: (row) => row.createdAt,
      cell: (row) => <span class="code text-ink-3">{format.date(row().createdAt)}</span>,
    },
  ];
}

/** What may be done with a person. */
function personActions(from: ColumnsFrom, person: StaffMember): MenuAction[] {
  const isEnabled = person.state === 'enabled';
  return [
    { label: t('staff.edit'), run: () => from.ask({ kind: 'edit', person }) },
    { label: t('account.staff.action'), run: () => from.ask({ kind: 'security', person }) },
    // One's own password is changed on the account page, with the present one shown.
    ...(person.id === from.selfId()
      ? []
      : [{ label: t('staff.reset'), run: () => from.ask({ kind: 'reset', person }) }]),
    {
      label: isEnabled ? t('staff.disable') : t('staff.enable'),
      bad: isEnabled,
      run: () => from.ask({ kind: 'state', person }),
    },
  ];
}

function staffColumns(from: ColumnsFrom): Column<StaffMember>[] {
  return [
    {
      id: 'name',
      head: () => t('staff.columns.name'),
      always: true,
      grow: true,
      sortBy: (row) => row.name,
      cell: (row) => <NameCell person={row()} isOneself={row().id === from.selfId()} />,
    },
    {
      id: 'loginName',
      head: () => t('staff.columns.loginName'),
      from: 'sm',
      sortBy: (row) => row.loginName.toLowerCase(),
      cell: (row) => <span class="code text-ink-2">{row().loginName}</span>,
    },
    {
      id: 'role',
      head: () => t('staff.columns.role'),
      from: 'sm',
      sortBy: (row) => roleWords(row.role),
      cell: (row) => <span title={roleHelp(row().role, from.kind())}>{roleWords(row().role)}</span>,
    },
    {
      id: 'state',
      head: () => t('staff.columns.state'),
      from: 'sm',
      sortBy: (row) => row.state,
      cell: (row) => (
        <Tag tone={row().state === 'enabled' ? 'answered' : 'failed'}>{t(`staff.states.${row().state}`)}</Tag>
      ),
    },
    ...timeColumns(from),
    {
      id: 'actions',
      head: () => t('staff.columns.actions'),
      always: true,
      quietHead: true,
      cell: (row) => (
        <Show when={from.mayWrite()}>
          <span class="flex justify-end">
            <ActionMenu label={`${t('ui.more')}: ${row().name}`} actions={personActions(from, row())} />
          </span>
        </Show>
      ),
    },
  ];
}

/** The people of one's own company: who logs in, and what each may do. */
export default function StaffPage() {
  const query = useQuery(() => staffQuery);
  const session = useSession();
  const may = usePermission();
  const address = useAddress({ state: '', role: '', q: '', sort: '', hide: '' });
  const [asked, setAsked] = createSignal<Asked>(null);
  const columns = staffColumns({
    format: useFormat(),
    selfId: () => session().staff.id,
    kind: () => session().tenant.kind,
    mayWrite: () => may('staff.write'),
    ask: setAsked,
  });
  const people = () => dataOf(query)?.items;
  const shown = createMemo(() => {
    const all = people();
    const filter = { state: readState(address), roleIds: address.list('role'), text: address.read('q') };
    return all === undefined ? undefined : narrowStaff(all, filter);
  });
  return (
    <>
      <PageHead title={t('staff.title')} line={`${session().tenant.name} · ${t('staff.lead')}`}>
        <Show when={may('staff.write')}>
          <Button look="main" onClick={() => setAsked({ kind: 'add' })} data-testid="add-staff">
            <Plus class="size-4" aria-hidden="true" />
            {t('staff.add')}
          </Button>
        </Show>
      </PageHead>
      <Card label={t('staff.title')}>
        <StaffToolbar address={address} people={people()} shown={shown() ?? []} columns={columns} />
        <QueryTable
          label={t('staff.title')}
          testId="staff-table"
          query={query}
          columns={columns}
          rows={shown()}
          rowKey={(person) => person.id}
          hidden={address.list('hide')}
          sort={address.read('sort')}
          onSort={(sort) => address.write({ sort })}
          emptyText={t('staff.empty')}
          filteredText={t('staff.emptyFiltered')}
          isFiltered={(people()?.length ?? 0) > 0}
          onClearFilters={() => address.write({ state: '', role: '', q: '' })}
        />
      </Card>
      <SignInPolicyCard />
      <Dialogs asked={asked()} close={() => setAsked(null)} />
    </>
  );
}
