import ArrowDown from 'lucide-solid/icons/arrow-down';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import { For, type JSX, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { ActionMenu, type MenuAction } from '../../ui/menu.tsx';
import type { MenuNode } from './merge-menu.ts';
import { iconOf, nameOf, pathOf, type StandardEntry, type YunhuMenu } from './menu.ts';
import { menuRoles } from './menu-roles.ts';

type AnyNode = YunhuMenu[number] | MenuNode<StandardEntry>;

export type RowVerbs = {
  move: (siblings: readonly AnyNode[], key: string, by: -1 | 1) => void;
  actions: (node: AnyNode) => MenuAction[];
};

function Badge(props: { children: JSX.Element }) {
  return <span class="shrink-0 rounded-full bg-sunken px-1.5 text-2xs text-ink-2">{props.children}</span>;
}

/** What was done to it, and whom it is for where that is not everybody. */
function Badges(props: { node: AnyNode }) {
  const audience = () => {
    const { kinds, roles } = props.node.change ?? { kinds: null, roles: null };
    const words = [
      ...(kinds ?? []).map((kind) => t(`shell.kinds.${kind}`)),
      ...(roles ?? []).map((role) => menuRoles().find(({ value }) => value === role)?.label ?? role),
    ];
    return words.join('、');
  };
  return (
    <>
      <Show when={props.node.hidden}>
        <Badge>{t('menus.hidden')}</Badge>
      </Show>
      <Show when={props.node.change}>
        <Badge>{props.node.standard === null ? t('menus.own') : t('menus.changed')}</Badge>
      </Show>
      <Show when={audience()}>{(words) => <Badge>{words()}</Badge>}</Show>
    </>
  );
}

function Arrows(props: { node: AnyNode; siblings: readonly AnyNode[]; verbs: RowVerbs }) {
  const at = () => props.siblings.findIndex(({ key }) => key === props.node.key);
  return (
    <>
      <Button
        look="ghost"
        size="icon"
        aria-label={t('menus.moveUp', nameOf(props.node))}
        disabled={at() <= 0}
        onClick={() => props.verbs.move(props.siblings, props.node.key, -1)}
      >
        <ArrowUp class="size-4" aria-hidden="true" />
      </Button>
      <Button
        look="ghost"
        size="icon"
        aria-label={t('menus.moveDown', nameOf(props.node))}
        disabled={at() === props.siblings.length - 1}
        onClick={() => props.verbs.move(props.siblings, props.node.key, 1)}
      >
        <ArrowDown class="size-4" aria-hidden="true" />
      </Button>
    </>
  );
}

function Tools(props: { node: AnyNode; siblings: readonly AnyNode[]; verbs: RowVerbs }) {
  return (
    <span class="ml-auto flex shrink-0 items-center">
      <span class="code mr-1 text-2xs text-ink-3 max-sm:hidden">{props.node.position}</span>
      <Arrows {...props} />
      <ActionMenu
        label={`${t('ui.more')}: ${nameOf(props.node)}`}
        actions={props.verbs.actions(props.node)}
        testId={`menu-actions-${props.node.key}`}
      />
    </span>
  );
}

function EntryRow(props: { node: MenuNode<StandardEntry>; siblings: readonly AnyNode[]; verbs: RowVerbs }) {
  return (
    <li
      class="flex min-h-9 items-center gap-2.5 border-t border-line py-0.5 pr-2 pl-4 text-s first:border-0"
      data-testid={`menu-entry-${props.node.key}`}
    >
      <Dynamic
        component={iconOf(props.node)}
        class={`size-4 shrink-0 ${props.node.hidden ? 'text-ink-3' : 'text-ink-2'}`}
        strokeWidth={1.8}
        aria-hidden="true"
      />
      <span class="truncate" classList={{ 'text-ink-3 line-through': props.node.hidden }}>
        {nameOf(props.node)}
      </span>
      <Badges node={props.node} />
      <span class="code min-w-0 truncate text-2xs text-ink-3 max-md:hidden">{pathOf(props.node)}</span>
      <Tools node={props.node} siblings={props.siblings} verbs={props.verbs} />
    </li>
  );
}

/** The whole menu, hidden entries included, group by group. */
export function MenuRows(props: { groups: YunhuMenu; verbs: RowVerbs }) {
  return (
    <For each={props.groups}>
      {(group) => (
        <section class="border-t border-line first:border-0" aria-label={nameOf(group)}>
          <header
            class="flex min-h-10 items-center gap-2.5 bg-sunken/60 pr-2 pl-4"
            data-testid={`menu-group-${group.key}`}
          >
            <b class="truncate text-xs font-semibold" classList={{ 'text-ink-3 line-through': group.hidden }}>
              {nameOf(group)}
            </b>
            <Badges node={group} />
            <Tools node={group} siblings={props.groups} verbs={props.verbs} />
          </header>
          <Show
            when={group.entries.length > 0}
            fallback={<p class="px-4 py-2.5 text-xs text-ink-3">{t('menus.emptyGroup')}</p>}
          >
            <ul>
              <For each={group.entries}>
                {(node) => <EntryRow node={node} siblings={group.entries} verbs={props.verbs} />}
              </For>
            </ul>
          </Show>
        </section>
      )}
    </For>
  );
}
