import type { MenuEntry, TenantKind } from '@yunhu/api/schemas';
import { For, Show, createSignal } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { t } from '../../i18n/translate.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { Choice } from '../../ui/choice.tsx';
import { type Page } from '../pages.ts';
import { mergeMenu, shownMenu } from './merge-menu.ts';
import { iconOf, nameOf, standardMenu } from './menu.ts';
import { menuRoles } from './menu-roles.ts';

const kinds: readonly TenantKind[] = ['operator', 'agent', 'customer'];

const isFor = (page: Page, kind: TenantKind) => page.kinds?.includes(kind) ?? true;

/** The menu as people of one kind of company in one role find it. */
export function MenuPreview(props: { changes: readonly MenuEntry[] }) {
  const [kind, setKind] = createSignal<TenantKind>('customer');
  const [role, setRole] = createSignal('administrator');
  const reaches = (entry: MenuEntry) =>
    (entry.kinds?.includes(kind()) ?? true) && (entry.roles?.includes(role()) ?? true);
  const shown = () => {
    const seenBy = kind();
    const changes = props.changes.map((entry) => (reaches(entry) ? entry : { ...entry, hidden: true }));
    return shownMenu(mergeMenu(standardMenu, changes), ({ page }) => isFor(page, seenBy));
  };
  return (
    <Card label={t('menus.preview.title')}>
      <CardHead title={t('menus.preview.title')} note={t('menus.preview.note')} />
      <div class="grid gap-3 p-4">
        <div class="grid grid-cols-2 gap-3">
          <Choice
            label={t('menus.preview.kind')}
            options={kinds.map((value) => ({ value, label: t(`shell.kinds.${value}`) }))}
            value={kind()}
            onValue={setKind}
          />
          <Choice label={t('menus.preview.role')} options={menuRoles()} value={role()} onValue={setRole} />
        </div>
        <div class="rounded-s border border-line bg-surface px-2.5 pb-2.5" data-testid="menu-preview">
          <For each={shown()} fallback={<p class="py-4 text-center text-xs text-ink-3">{t('menus.preview.empty')}</p>}>
            {(group) => (
              <div class="flex flex-col gap-px">
                <b class="truncate px-2.5 pt-3 pb-1 text-2xs font-semibold tracking-wider text-ink-3">
                  {nameOf(group)}
                </b>
                <For each={group.entries}>
                  {(entry) => (
                    <span class="flex h-8 items-center gap-2.5 px-2.5 text-s text-ink-2">
                      <Dynamic component={iconOf(entry)} class="size-4 shrink-0" strokeWidth={1.8} aria-hidden="true" />
                      <span class="truncate">{nameOf(entry)}</span>
                    </span>
                  )}
                </For>
              </div>
            )}
          </For>
        </div>
        <Show when={shown().length > 0}>
          <p class="text-xs text-ink-3">{t('menus.preview.limits')}</p>
        </Show>
      </div>
    </Card>
  );
}
