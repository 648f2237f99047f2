import { useQuery } from '@tanstack/solid-query';
import type { Role, RoleBook } from '@yunhu/api/schemas';
import Plus from 'lucide-solid/icons/plus';
import { For, Match, Show, Switch, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { usePermission, useSession } from '../../session/session.ts';
import { Bone } from '../../ui/bone.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ActionMenu, type MenuAction } from '../../ui/menu.tsx';
import { ErrorState } from '../../ui/notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { dataOf } from '../../ui/query.ts';
import { createNarrow } from '../../ui/table-window.ts';
import { rolesQuery } from './data.ts';
import { DeleteRoleDialog, RenameRoleDialog, ResetRoleDialog } from './role-dialogs.tsx';
import { CreateRoleDialog, EditRoleDialog } from './role-editor.tsx';
import { RoleMatrix, RoleTitle } from './role-matrix.tsx';
import { roleHelp, roleWords } from './role-words.ts';

type Asked =
  { kind: 'create'; from: Role | null } | { kind: 'edit' | 'rename' | 'reset' | 'delete'; role: Role } | null;

function Dialogs(props: { asked: Asked; book: RoleBook; close: () => void }) {
  const about = (kind: 'edit' | 'rename' | 'reset' | 'delete') =>
    props.asked !== null && props.asked.kind === kind ? props.asked.role : null;
  const created = () => (props.asked?.kind === 'create' ? props.asked : null);
  return (
    <Switch>
      <Match when={created()}>
        {(asked) => <CreateRoleDialog book={props.book} from={asked().from} onClose={() => props.close()} />}
      </Match>
      <Match when={about('edit')}>
        {(role) => <EditRoleDialog book={props.book} role={role()} onClose={() => props.close()} />}
      </Match>
      <Match when={about('rename')}>{(role) => <RenameRoleDialog role={role()} onClose={() => props.close()} />}</Match>
      <Match when={about('reset')}>{(role) => <ResetRoleDialog role={role()} onClose={() => props.close()} />}</Match>
      <Match when={about('delete')}>
        {(role) => <DeleteRoleDialog role={role()} others={props.book.items} onClose={() => props.close()} />}
      </Match>
    </Switch>
  );
}

/** What may be done with a role: who has less than it holds may only copy what is his to give. */
function roleActions(role: Role, ask: (asked: Asked) => void): MenuAction[] {
  const isFixed = role.preset === 'administrator';
  const isEdited = role.defaults !== null && role.defaults.join() !== role.permissions.join();
  const mayChange = role.withinReach && !isFixed;
  return [
    {
      label: mayChange ? t('roles.actions.edit') : t('roles.actions.look'),
      run: () => ask({ kind: 'edit', role }),
    },
    { label: t('roles.actions.copy'), run: () => ask({ kind: 'create', from: role }) },
    ...(role.withinReach && isEdited
      ? [{ label: t('roles.actions.reset'), run: () => ask({ kind: 'reset', role }) }]
      : []),
    ...(role.withinReach && role.preset === null
      ? [
          { label: t('roles.actions.rename'), run: () => ask({ kind: 'rename', role }) },
          { label: t('roles.actions.remove'), bad: true, run: () => ask({ kind: 'delete', role }) },
        ]
      : []),
  ];
}

/** Where the matrix has no room: one role after the other, each opening to all that it holds. */
function RoleCards(props: { book: RoleBook; actions: (role: Role) => MenuAction[]; onOpen: (role: Role) => void }) {
  const session = useSession();
  const format = useFormat();
  const effective = (role: Role) =>
    role.permissions.filter((permission) => props.book.company.includes(permission)).length;
  return (
    <ul class="divide-y divide-line">
      <For each={props.book.items}>
        {(role) => (
          <li class="flex items-start gap-2 px-4 py-3">
            <div class="min-w-0 grow">
              <RoleTitle role={role} onOpen={() => props.onOpen(role)} />
              <p class="mt-1 text-xs text-ink-2">{roleHelp(role, session().tenant.kind)}</p>
              <p class="mt-0.5 text-2xs text-ink-3 tabular">
                {t('roles.permissionCount', format.count(effective(role)), format.count(props.book.company.length))}
              </p>
            </div>
            <Show when={props.actions(role).length > 0}>
              <ActionMenu label={`${t('ui.more')}: ${roleWords(role)}`} actions={props.actions(role)} />
            </Show>
          </li>
        )}
      </For>
    </ul>
  );
}

function Legend() {
  return (
    <p class="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-2xs text-ink-3">
      <span class="flex items-center gap-1.5">
        <i class="size-3 rounded-s bg-ok-soft" aria-hidden="true" />
        {t('roles.legend.added')}
      </span>
      <span class="flex items-center gap-1.5">
        <i class="size-3 rounded-s bg-warn-soft" aria-hidden="true" />
        {t('roles.legend.removed')}
      </span>
    </p>
  );
}

/** What each role of one's own company may do. */
export default function RolesPage() {
  const query = useQuery(() => rolesQuery);
  const may = usePermission();
  const session = useSession();
  const narrow = createNarrow('md');
  const [asked, setAsked] = createSignal<Asked>(null);
  const open = (role: Role) => setAsked({ kind: 'edit', role });
  const actions = (role: Role) => (may('roles.write') ? roleActions(role, setAsked) : []);
  return (
    <>
      <PageHead title={t('roles.title')} line={`${session().tenant.name} · ${t('roles.lead')}`}>
        <Show when={may('roles.write')}>
          <Button look="main" onClick={() => setAsked({ kind: 'create', from: null })} data-testid="add-role">
            <Plus class="size-4" aria-hidden="true" />
            {t('roles.add')}
          </Button>
        </Show>
      </PageHead>
      <Show
        when={!query.isLoadingError}
        fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
      >
        <Card label={t('roles.title')} class="overflow-x-clip">
          <Show when={dataOf(query)} fallback={<Bone class="m-4 h-72" />}>
            {(book) => (
              <>
                <Show when={!narrow()} fallback={<RoleCards book={book()} actions={actions} onOpen={open} />}>
                  <RoleMatrix
                    book={book()}
                    onOpen={open}
                    actions={(role) => (
                      <Show when={actions(role).length > 0}>
                        <ActionMenu
                          label={`${t('ui.more')}: ${roleWords(role)}`}
                          actions={actions(role)}
                          testId={`role-menu-${role.preset ?? role.name}`}
                        />
                      </Show>
                    )}
                  />
                  <Legend />
                </Show>
                <Dialogs asked={asked()} book={book()} close={() => setAsked(null)} />
              </>
            )}
          </Show>
        </Card>
      </Show>
    </>
  );
}
