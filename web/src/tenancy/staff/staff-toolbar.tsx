import { useQuery } from '@tanstack/solid-query';
import type { StaffMember } from '@yunhu/api/schemas';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import type { useAddress } from '../../ui/address.ts';
import { MultiMenu } from '../../ui/multi-menu.tsx';
import { dataOf } from '../../ui/query.ts';
import type { Column } from '../../ui/table-model.ts';
import { Chips, ColumnsMenu, ExportButton, SearchBox, Toolbar } from '../../ui/toolbar.tsx';
import { roleWords } from '../roles/role-words.ts';
import { staffRolesQuery } from './data.ts';
import { exportStaff, narrowStaff, type StaffState, staffStates } from './narrow-staff.ts';

type StaffAddress = ReturnType<typeof useAddress<'state' | 'role' | 'q' | 'sort' | 'hide'>>;

/** Which state the address narrows to; every one where it names none. */
export function readState(address: StaffAddress): StaffState {
  const value = address.read('state');
  return staffStates.find((state) => state === value) ?? '';
}

/** Narrows the people by state, role and words; chooses columns; hands out what is shown. */
export function StaffToolbar(props: {
  address: StaffAddress;
  /** Undefined until they have come: no count is shown before. */
  people: readonly StaffMember[] | undefined;
  shown: readonly StaffMember[];
  columns: readonly Column<StaffMember>[];
}) {
  const format = useFormat();
  const roles = useQuery(() => staffRolesQuery);
  const options = () => (dataOf(roles)?.items ?? []).map((role) => ({ value: role.id, label: roleWords(role) }));
  const chosen = () => props.address.list('role');
  const counted = (state: StaffState) =>
    props.people === undefined
      ? {}
      : { count: format.count(narrowStaff(props.people, { state, roleIds: chosen(), text: '' }).length) };
  const roleShown = () => {
    const [first, ...rest] = chosen();
    if (first === undefined) return t('staff.anyRole');
    if (rest.length > 0) return t('staff.rolesShown', format.count(chosen().length));
    return options().find(({ value }) => value === first)?.label ?? t('staff.anyRole');
  };
  return (
    <Toolbar>
      <Chips
        label={t('staff.columns.state')}
        value={readState(props.address)}
        onValue={(state) => props.address.write({ state })}
        chips={staffStates.map((value) => ({
          value,
          label: value === '' ? t('ui.all') : t(`staff.filters.${value}`),
          ...counted(value),
        }))}
      />
      <MultiMenu
        label={t('staff.columns.role')}
        shown={roleShown()}
        options={options()}
        values={chosen()}
        onValues={(values) => props.address.write({ role: values.join(',') })}
        testId="role-filter"
      />
      <span class="grow" />
      <SearchBox
        label={t('staff.search')}
        value={props.address.read('q')}
        onValue={(q) => props.address.write({ q })}
      />
      <ColumnsMenu
        columns={props.columns}
        hidden={props.address.list('hide')}
        onHidden={(hidden) => props.address.writeList('hide', hidden)}
      />
      <ExportButton onExport={() => exportStaff(props.shown)} disabled={props.shown.length === 0} />
    </Toolbar>
  );
}
