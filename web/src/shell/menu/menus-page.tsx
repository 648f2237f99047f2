import { useQuery } from '@tanstack/solid-query';
import type { MenuChanges, MenuEntry } from '@yunhu/api/schemas';
import FolderPlus from 'lucide-solid/icons/folder-plus';
import Plus from 'lucide-solid/icons/plus';
import RotateCcw from 'lucide-solid/icons/rotate-ccw';
import { Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Bone } from '../../ui/bone.tsx';
import { freshKey } from '../../session/fresh-key.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import type { MenuAction } from '../../ui/menu.tsx';
import { ErrorState } from '../../ui/notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { dataOf } from '../../ui/query.ts';
import { toastDone, toastProblem } from '../../ui/toast.tsx';
import { menuChangesQuery, useReplaceMenu } from './data.ts';
import { changeOf, mergeMenu, type MenuNode, moved, withChanges } from './merge-menu.ts';
import { MenuDialog, type MenuSubject } from './menu-form.tsx';
import { MenuPreview } from './menu-preview.tsx';
import { MenuRows, type RowVerbs } from './menu-rows.tsx';
import { nameOf, type StandardEntry, standardMenu, standardName, type YunhuMenu } from './menu.ts';

type AnyNode = YunhuMenu[number] | MenuNode<StandardEntry>;

const isGroup = (node: AnyNode): node is YunhuMenu[number] => 'entries' in node;
const ownKey = () => `own-${freshKey()}`;
const lastGroup = (groups: YunhuMenu) => groups.at(-1)?.key ?? '';
const after = (nodes: readonly { position: number }[]) => (nodes.at(-1)?.position ?? 0) + 10;

function newEntry(groups: YunhuMenu, group: boolean): MenuSubject {
  const entry: MenuEntry = {
    ...changeOf({ key: ownKey(), change: null } as MenuNode<unknown>),
    own: true,
    icon: group ? null : 'link',
  };
  const siblings = group ? groups : (groups.at(-1)?.entries ?? []);
  const position = after(siblings);
  return { entry, standardName: null, isGroup: group, isNew: true, position, parent: group ? null : lastGroup(groups) };
}

/** Changing the menu: each change is sent at once, takes the place of all there were, and can be taken back. */
function useMenuEditor(changes: () => MenuChanges) {
  const replace = useReplaceMenu();
  const send = async (items: MenuEntry[], said: string): Promise<void> => {
    const before = changes();
    const { revision } = await replace.mutateAsync({ revision: before.revision, items });
    const undo = () =>
      void replace.mutateAsync({ revision, items: before.items }).then(() => toastDone(t('menus.saved')), toastProblem);
    toastDone(said, { label: t('ui.undo'), run: undo });
  };
  return {
    busy: () => replace.isPending,
    send,
    set: (anew: readonly MenuEntry[], said = t('menus.saved')) => send(withChanges(changes().items, anew), said),
    remove: (key: string, said: string) =>
      send(
        changes().items.filter((entry) => entry.key !== key),
        said,
      ),
  };
}

type MenuEditor = ReturnType<typeof useMenuEditor>;

/** Sends what has no form to say a refusal in. */
const quietly = (work: Promise<void>) => void work.catch(toastProblem);

/** What a dialog has to know of an entry or group that is there. */
function subjectOf(groups: YunhuMenu, node: AnyNode): MenuSubject {
  const home = groups.find((group) => group.entries.some(({ key }) => key === node.key));
  return {
    entry: changeOf(node),
    standardName: node.standard === null ? null : standardName(node),
    isGroup: isGroup(node),
    isNew: false,
    position: node.position,
    parent: home?.key ?? null,
  };
}

function actionsOf(editor: MenuEditor, node: AnyNode, edit: (node: AnyNode) => void): MenuAction[] {
  const remove = () => {
    if (isGroup(node) && node.entries.length > 0) return toastDone(t('menus.removeGroup'));
    quietly(editor.remove(node.key, t('menus.removed', nameOf(node))));
  };
  const restore = () => quietly(editor.remove(node.key, t('menus.saved')));
  return [
    { label: t('menus.edit'), run: () => edit(node) },
    {
      label: node.hidden ? t('menus.show') : t('menus.hide'),
      run: () => quietly(editor.set([{ ...changeOf(node), hidden: !node.hidden }])),
    },
    ...(node.standard !== null && node.change !== null ? [{ label: t('menus.restore'), run: restore }] : []),
    ...(node.standard === null ? [{ label: t('menus.remove'), bad: true, run: remove }] : []),
  ];
}

/** Takes every change away, after asking. */
function ResetButton(props: { editor: MenuEditor; disabled: boolean }) {
  const [asking, setAsking] = createSignal(false);
  const [problem, setProblem] = createSignal<unknown>(null);
  const reset = () => void props.editor.send([], t('menus.resetDialog.done')).then(() => setAsking(false), setProblem);
  return (
    <>
      <Button disabled={props.disabled} onClick={() => setAsking(true)} data-testid="reset-menu">
        <RotateCcw class="size-4" aria-hidden="true" />
        {t('menus.reset')}
      </Button>
      <ConfirmDialog
        open={asking()}
        onClose={() => setAsking(false)}
        title={t('menus.resetDialog.title')}
        body={t('menus.resetDialog.body')}
        confirm={t('menus.reset')}
        busy={props.editor.busy()}
        error={problem()}
        onConfirm={reset}
      />
    </>
  );
}

function Editor(props: { changes: MenuChanges }) {
  const editor = useMenuEditor(() => props.changes);
  const [subject, setSubject] = createSignal<MenuSubject | null>(null);
  const groups = (): YunhuMenu => mergeMenu(standardMenu, props.changes.items);
  const edit = (node: AnyNode) => setSubject(subjectOf(groups(), node));
  const verbs: RowVerbs = {
    actions: (node) => actionsOf(editor, node, edit),
    move: (siblings, key, by) => quietly(editor.set(moved(siblings, key, by))),
  };
  return (
    <>
      <div class="mb-3 flex flex-wrap gap-2">
        <Button look="main" onClick={() => setSubject(newEntry(groups(), false))} data-testid="add-menu-entry">
          <Plus class="size-4" aria-hidden="true" />
          {t('menus.addEntry')}
        </Button>
        <Button onClick={() => setSubject(newEntry(groups(), true))}>
          <FolderPlus class="size-4" aria-hidden="true" />
          {t('menus.addGroup')}
        </Button>
        <span class="grow" />
        <ResetButton editor={editor} disabled={props.changes.items.length === 0} />
      </div>
      <div class="grid grid-cols-[minmax(0,1fr)_300px] items-start gap-4 max-lg:grid-cols-1">
        <Card label={t('menus.title')}>
          <MenuRows groups={groups()} verbs={verbs} />
        </Card>
        <MenuPreview changes={props.changes.items} />
      </div>
      <Show when={subject()} keyed>
        {(open) => (
          <MenuDialog
            subject={open}
            groups={groups().map((group) => ({ value: group.key, label: nameOf(group) }))}
            onSave={(entry) => editor.set([entry])}
            onClose={() => setSubject(null)}
          />
        )}
      </Show>
    </>
  );
}

/** Where the operator arranges what everybody finds at the side. */
export default function MenusPage() {
  const query = useQuery(() => menuChangesQuery);
  return (
    <>
      <PageHead title={t('menus.title')} line={t('menus.lead')} />
      <Show
        when={!query.isLoadingError}
        fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
      >
        <Show when={dataOf(query)} fallback={<Bone class="h-96 w-full" />}>
          {(changes) => <Editor changes={changes()} />}
        </Show>
      </Show>
    </>
  );
}
