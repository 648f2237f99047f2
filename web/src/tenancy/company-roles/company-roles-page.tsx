import { useQuery } from '@tanstack/solid-query';
import type { CompanyRole, CompanyRoleBook, TenantKind } from '@yunhu/api/schemas';
import Plus from 'lucide-solid/icons/plus';
import { For, Match, Show, Switch, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Bone } from '../../ui/bone.tsx';
import { Button } from '../../ui/button.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { ActionMenu, type MenuAction } from '../../ui/menu.tsx';
import { ErrorState } from '../../ui/notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { dataOf } from '../../ui/query.ts';
import { toastDone, toastProblem } from '../../ui/toast.tsx';
import { DeleteCompanyRoleDialog, HoldersDrawer, ResetCompanyRoleDialog } from './company-role-dialogs.tsx';
import { CreateCompanyRoleDialog, EditCompanyRoleDialog } from './company-role-editor.tsx';
import { boundsOf, companyRoleWords } from './company-role-words.ts';
import { companyRolesQuery, useUpdateCompanyRole } from './data.ts';

type Asked =
  | { kind: 'create'; from: CompanyRole | null }
  | { kind: 'edit' | 'reset' | 'delete' | 'holders'; role: CompanyRole }
  | null;

const kinds: readonly TenantKind[] = ['customer', 'agent', 'operator'];
/** Of what is missing, so many are named. */
const namedAtMost = 6;

function Dialogs(props: { asked: Asked; book: CompanyRoleBook; close: () => void }) {
  const about = (kind: 'edit' | 'reset' | 'delete' | 'holders') =>
    props.asked !== null && props.asked.kind === kind ? props.asked.role : null;
  const created = () => (props.asked?.kind === 'create' ? props.asked : null);
  return (
    <Switch>
      <Match when={created()}>
        {(asked) => <CreateCompanyRoleDialog book={props.book} from={asked().from} onClose={() => props.close()} />}
      </Match>
      <Match when={about('edit')}>
        {(role) => <EditCompanyRoleDialog book={props.book} role={role()} onClose={() => props.close()} />}
      </Match>
      <Match when={about('reset')}>
        {(role) => <ResetCompanyRoleDialog role={role()} onClose={() => props.close()} />}
      </Match>
      <Match when={about('delete')}>
        {(role) => <DeleteCompanyRoleDialog role={role()} book={props.book} onClose={() => props.close()} />}
      </Match>
      <Match when={about('holders')}>{(role) => <HoldersDrawer role={role()} onClose={() => props.close()} />}</Match>
    </Switch>
  );
}

/** How much of what its kind may have: a bar, a count, and what is missing by name. */
function Extent(props: { role: CompanyRole; book: CompanyRoleBook }) {
  const format = useFormat();
  const all = () => boundsOf(props.book, props.role.kind).permissions;
  const missing = () => all().filter((permission) => !props.role.permissions.includes(permission));
  const words = () => {
    const names = missing().map((permission) => t(`roles.permissions.${permission}`));
    return names.length > namedAtMost ? `${names.slice(0, namedAtMost).join(' · ')} …` : names.join(' · ');
  };
  return (
    <span class="block min-w-0">
      <span class="flex items-center gap-2.5">
        <span class="h-1.5 w-24 shrink-0 overflow-hidden rounded-full bg-line" aria-hidden="true">
          <i
            class="block h-full bg-accent"
            style={{ width: `${(props.role.permissions.length / all().length) * 100}%` }}
          />
        </span>
        <span class="text-xs text-ink-2 tabular">
          {missing().length === 0
            ? t('roles.company.whole')
            : t(
                'roles.company.permissionCount',
                format.count(props.role.permissions.length),
                format.count(all().length),
              )}
        </span>
      </span>
      <Show when={missing().length > 0}>
        <small class="mt-1 block text-xs text-ink-3">{t('roles.company.without', words())}</small>
      </Show>
    </span>
  );
}

function RoleRow(props: {
  role: CompanyRole;
  book: CompanyRoleBook;
  actions: MenuAction[];
  ask: (asked: Asked) => void;
}) {
  const format = useFormat();
  return (
    <li class="grid grid-cols-[minmax(180px,1fr)_minmax(0,2fr)_120px_32px] items-center gap-x-4 gap-y-2 px-4 py-3 max-md:grid-cols-[minmax(0,1fr)_32px]">
      <span class="flex min-w-0 flex-wrap items-center gap-2">
        <button
          type="button"
          class="max-w-full truncate rounded-s text-left text-m font-medium hover:text-accent"
          onClick={() => props.ask({ kind: 'edit', role: props.role })}
          data-testid={`company-role-${props.role.name ?? props.role.kind}`}
        >
          {companyRoleWords(props.role)}
        </button>
        <Show when={props.role.isDefault && props.role.kind !== 'operator'}>
          <span class="rounded-full bg-accent-soft px-2 text-2xs whitespace-nowrap text-accent">
            {t('roles.company.isDefault')}
          </span>
        </Show>
      </span>
      <span class="max-md:order-last max-md:col-span-2">
        <Extent role={props.role} book={props.book} />
      </span>
      <button
        type="button"
        class="justify-self-end rounded-s text-xs whitespace-nowrap text-ink-2 tabular hover:text-accent disabled:text-ink-3 max-md:order-last max-md:col-span-2 max-md:justify-self-start"
        disabled={props.role.tenants === 0}
        onClick={() => props.ask({ kind: 'holders', role: props.role })}
      >
        {props.role.tenants === 0
          ? t('roles.company.noTenants')
          : t('roles.company.tenants', format.count(props.role.tenants))}
      </button>
      <ActionMenu label={`${t('ui.more')}: ${companyRoleWords(props.role)}`} actions={props.actions} />
    </li>
  );
}

function KindCard(props: { kind: TenantKind; book: CompanyRoleBook; ask: (asked: Asked) => void }) {
  const update = useUpdateCompanyRole();
  const makeDefault = (role: CompanyRole) =>
    update.mutate(
      { id: role.id, revision: role.revision, isDefault: true },
      {
        onSuccess: () => toastDone(t('roles.company.madeDefault', companyRoleWords(role))),
        onError: toastProblem,
      },
    );
  const actions = (role: CompanyRole): MenuAction[] => [
    { label: t('roles.actions.edit'), run: () => props.ask({ kind: 'edit', role }) },
    { label: t('roles.actions.copy'), run: () => props.ask({ kind: 'create', from: role }) },
    { label: t('roles.company.actions.holders'), run: () => props.ask({ kind: 'holders', role }) },
    ...(role.isDefault ? [] : [{ label: t('roles.company.actions.makeDefault'), run: () => makeDefault(role) }]),
    ...(role.name === null && !role.isWhole
      ? [{ label: t('roles.actions.reset'), run: () => props.ask({ kind: 'reset', role }) }]
      : []),
    ...(role.name !== null && !role.isDefault
      ? [{ label: t('roles.actions.remove'), bad: true, run: () => props.ask({ kind: 'delete', role }) }]
      : []),
  ];
  const roles = () => props.book.items.filter(({ kind }) => kind === props.kind);
  return (
    <Card label={t(`roles.company.kinds.${props.kind}`)}>
      <CardHead title={t(`roles.company.kinds.${props.kind}`)} />
      <ul class="divide-y divide-line">
        <For each={roles()}>
          {(role) => <RoleRow role={role} book={props.book} actions={actions(role)} ask={props.ask} />}
        </For>
      </ul>
    </Card>
  );
}

/** What the operator lets whole companies have. */
export default function CompanyRolesPage() {
  const query = useQuery(() => companyRolesQuery);
  const [asked, setAsked] = createSignal<Asked>(null);
  return (
    <>
      <PageHead title={t('roles.company.title')} line={t('roles.company.lead')}>
        <Button look="main" onClick={() => setAsked({ kind: 'create', from: null })} data-testid="add-company-role">
          <Plus class="size-4" aria-hidden="true" />
          {t('roles.company.add')}
        </Button>
      </PageHead>
      <Show
        when={!query.isLoadingError}
        fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
      >
        <Show when={dataOf(query)} fallback={<Bone class="h-72" />}>
          {(book) => (
            <>
              <div class="grid gap-4">
                <For each={kinds}>{(kind) => <KindCard kind={kind} book={book()} ask={setAsked} />}</For>
              </div>
              <Dialogs asked={asked()} book={book()} close={() => setAsked(null)} />
            </>
          )}
        </Show>
      </Show>
    </>
  );
}
