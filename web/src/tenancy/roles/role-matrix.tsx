import type { Permission, Role, RoleBook } from '@yunhu/api/schemas';
import Check from 'lucide-solid/icons/check';
import Lock from 'lucide-solid/icons/lock';
import { For, type JSX, Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { useSession } from '../../session/session.ts';
import { groupPermissions, roleHelp, roleWords } from './role-words.ts';

type MatrixProps = { book: RoleBook; actions: (role: Role) => JSX.Element; onOpen: (role: Role) => void };

/** What a role is called, whether it is one's own, and how many have it. */
export function RoleTitle(props: { role: Role; onOpen: () => void }) {
  const session = useSession();
  const format = useFormat();
  const isEdited = () => props.role.defaults !== null && props.role.defaults.join() !== props.role.permissions.join();
  return (
    <span class="block min-w-0">
      <button
        type="button"
        class="flex max-w-full items-center gap-1.5 rounded-s text-left text-s font-semibold text-ink hover:text-accent"
        title={roleHelp(props.role, session().tenant.kind)}
        onClick={() => props.onOpen()}
        data-testid={`role-${props.role.preset ?? props.role.name}`}
      >
        <span class="truncate">{roleWords(props.role)}</span>
        <Show when={props.role.preset === 'administrator'}>
          <Lock class="size-3 shrink-0 text-ink-3" aria-label={t('roles.fixed')} />
        </Show>
      </button>
      <span class="mt-0.5 flex flex-wrap items-center gap-1 text-2xs font-normal text-ink-3">
        <span class="whitespace-nowrap tabular">
          {props.role.people === 0 ? t('roles.nobody') : t('roles.people', format.count(props.role.people))}
        </span>
        <Show when={props.role.id === session().staff.role.id}>
          <span class="rounded-full bg-accent-soft px-1.5 whitespace-nowrap text-accent">{t('roles.yours')}</span>
        </Show>
        <Show when={isEdited()}>
          <span class="rounded-full bg-warn-soft px-1.5 whitespace-nowrap text-warn-ink">{t('roles.edited')}</span>
        </Show>
      </span>
    </span>
  );
}

function Cell(props: { role: Role; permission: Permission; isOpen: boolean }) {
  const held = () => props.role.permissions.includes(props.permission);
  const differs = () => props.role.defaults !== null && props.role.defaults.includes(props.permission) !== held();
  const words = () => {
    const parts = [held() ? t('roles.has') : t('roles.hasNot')];
    if (differs()) parts.push(held() ? t('roles.added') : t('roles.removed'));
    if (held() && !props.isOpen) parts.push(t('roles.beyondCompany'));
    return parts.join(' · ');
  };
  return (
    <td class="h-9 border-b border-line px-2 text-center" title={words()}>
      <span
        class="inline-grid size-6 place-items-center rounded-s"
        classList={{ 'bg-ok-soft': differs() && held(), 'bg-warn-soft': differs() && !held() }}
      >
        <Show
          when={held()}
          fallback={
            <span class="text-ink-3/60" aria-hidden="true">
              {differs() ? '−' : '·'}
            </span>
          }
        >
          <Check
            class="size-4"
            classList={{ 'text-ok-ink': props.isOpen, 'text-ink-3 opacity-50': !props.isOpen }}
            aria-hidden="true"
          />
        </Show>
        <span class="sr-only">{words()}</span>
      </span>
    </td>
  );
}

/** More roles than a page has room for stand in a box of their own, which scrolls both ways with its head. */
const roomFor = 7;
const scrolls = (book: RoleBook) => book.items.length > roomFor;
const underBar = (book: RoleBook) => ({ 'top-0': scrolls(book), 'top-[52px]': !scrolls(book) });

function Head(props: MatrixProps) {
  return (
    <thead>
      <tr>
        <th
          scope="col"
          class="sticky left-0 z-20 min-w-56 border-b border-line bg-surface px-4 py-2 text-left align-bottom text-xs font-book text-ink-3"
          classList={underBar(props.book)}
        >
          {t('roles.columns.permission')}
        </th>
        <For each={props.book.items}>
          {(role) => (
            <th
              scope="col"
              class="sticky z-10 min-w-32 border-b border-line bg-surface px-3 py-2 text-left align-top font-normal"
              classList={underBar(props.book)}
            >
              <span class="flex items-start justify-between gap-1">
                <RoleTitle role={role} onOpen={() => props.onOpen(role)} />
                {props.actions(role)}
              </span>
            </th>
          )}
        </For>
      </tr>
    </thead>
  );
}

/** Every permission that the company may have against every role; what differs from the default is marked. */
export function RoleMatrix(props: MatrixProps) {
  const shown = () => {
    const held = props.book.items.flatMap((role) => (role.preset === 'administrator' ? [] : role.permissions));
    return groupPermissions([...props.book.company, ...held]);
  };
  return (
    <div classList={{ 'max-h-[78dvh] overflow-auto': scrolls(props.book) }}>
      <table class="w-full border-separate border-spacing-0" data-testid="role-matrix">
        <Head {...props} />
        <For each={shown()}>
          {(group) => (
            <tbody>
              <tr>
                <th
                  scope="colgroup"
                  colspan={props.book.items.length + 1}
                  class="border-b border-line bg-sunken px-4 py-1.5 text-left text-xs font-semibold text-ink-2"
                >
                  <span class="sticky left-4">{t(`roles.groups.${group.name}`)}</span>
                </th>
              </tr>
              <For each={group.permissions}>
                {(permission) => {
                  const isOpen = () => props.book.company.includes(permission);
                  return (
                    <tr>
                      <th
                        scope="row"
                        class="sticky left-0 z-[5] h-9 border-b border-line bg-surface px-4 text-left text-s font-normal"
                        classList={{ 'text-ink-3': !isOpen() }}
                      >
                        {t(`roles.permissions.${permission}`)}
                        <Show when={!isOpen()}>
                          <small class="ml-2 text-2xs text-ink-3">{t('roles.beyondCompany')}</small>
                        </Show>
                      </th>
                      <For each={props.book.items}>
                        {(role) => <Cell role={role} permission={permission} isOpen={isOpen()} />}
                      </For>
                    </tr>
                  );
                }}
              </For>
            </tbody>
          )}
        </For>
      </table>
    </div>
  );
}
