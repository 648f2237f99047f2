import { useInfiniteQuery } from '@tanstack/solid-query';
import type { RateGroup, RateGroupVersion } from '@yunhu/api/schemas';
import { Show, createMemo, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { usePermission } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { now } from '../../ui/now.ts';
import { QueryTable } from '../../ui/query-table.tsx';
import { dataOf } from '../../ui/query.ts';
import { Pill } from '../../ui/status.tsx';
import type { Column } from '../../ui/table-model.ts';
import { versionsQuery } from './data.ts';
import { type Undoing, UndoVersion } from './undo-version.tsx';

type Format = ReturnType<typeof useFormat>;

const isScheduled = (version: RateGroupVersion) => Date.parse(version.effectiveAt) > now();

function What(props: { version: RateGroupVersion }) {
  const detail = () => {
    const { fileName, undoesSeq } = props.version;
    return undoesSeq === null ? fileName : t('decks.versions.undoes', String(undoesSeq));
  };
  return (
    <span class="flex min-w-0 items-center gap-2">
      <span class="font-medium">{t(`decks.versions.kinds.${props.version.kind}`)}</span>
      <Show when={detail()}>
        <span class="block max-w-64 truncate text-xs text-ink-3 max-sm:hidden" title={detail() ?? ''}>
          {detail()}
        </span>
      </Show>
      <Show when={props.version.undoneBySeq}>
        {(seq) => <span class="text-xs text-ink-3 max-md:hidden">{t('decks.versions.undone', String(seq()))}</span>}
      </Show>
      <Show when={isScheduled(props.version) && props.version.undoneBySeq === null}>
        <Pill look="accent">{t('decks.versions.scheduled')}</Pill>
      </Show>
    </span>
  );
}

function actionsColumn(onUndo: ((version: RateGroupVersion) => void) | undefined): Column<RateGroupVersion> {
  return {
    id: 'actions',
    head: () => t('decks.versions.columns.actions'),
    quietHead: true,
    always: true,
    align: 'right',
    cell: (row) => (
      <Show when={onUndo !== undefined && row().undoneBySeq === null}>
        <Button size="s" onClick={() => onUndo?.(row())} data-testid="undo-version">
          {isScheduled(row()) ? t('decks.versions.withdraw') : t('decks.versions.undo')}
        </Button>
      </Show>
    ),
  };
}

function columnsOf(
  format: Format,
  onUndo: ((version: RateGroupVersion) => void) | undefined,
): Column<RateGroupVersion>[] {
  const counts = ({ added, changed, removed }: RateGroupVersion) =>
    [added, changed, removed].map((count) => format.count(count)) as [string, string, string];
  return [
    {
      id: 'seq',
      head: () => t('decks.versions.columns.seq'),
      align: 'right',
      always: true,
      cell: (row) => <span class="code font-medium">{row().seq}</span>,
    },
    {
      id: 'what',
      head: () => t('decks.versions.columns.what'),
      always: true,
      grow: true,
      cell: (row) => <What version={row()} />,
    },
    {
      id: 'effective',
      head: () => t('decks.versions.columns.effective'),
      from: 'sm',
      cell: (row) => (
        <time dateTime={row().effectiveAt} class="code text-ink-2" title={format.dateTime(row().effectiveAt)}>
          {format.shortDateTime(row().effectiveAt)}
        </time>
      ),
    },
    {
      id: 'counts',
      head: () => t('decks.versions.columns.counts'),
      align: 'right',
      from: 'md',
      cell: (row) => (
        <span class="code text-ink-2" title={t('decks.versions.countsHint', ...counts(row()))}>
          {t('decks.versions.counts', ...counts(row()))}
        </span>
      ),
    },
    {
      id: 'staff',
      head: () => t('decks.versions.columns.staff'),
      from: 'lg',
      cell: (row) => (
        <span class="block max-w-32 truncate text-ink-2">{row().staffName ?? t('decks.versions.unknownStaff')}</span>
      ),
    },
    actionsColumn(onUndo),
  ];
}

function undoingOf(version: RateGroupVersion): Undoing {
  return {
    versionId: version.id,
    title: t('decks.versions.undoTitle', String(version.seq)),
    body: isScheduled(version) ? t('decks.versions.withdrawBody') : t('decks.versions.undoBody'),
  };
}

/** The changes of a list, newest first, each with its way back. */
export function VersionsTable(props: { group: RateGroup }) {
  const format = useFormat();
  const may = usePermission();
  const query = useInfiniteQuery(() => versionsQuery(props.group.id));
  const rows = createMemo(() => dataOf(query)?.pages.flatMap((page) => page.items));
  const [undoing, setUndoing] = createSignal<Undoing>();
  return (
    <>
      <QueryTable
        label={t('decks.versionsTab')}
        testId="versions-table"
        query={query}
        columns={columnsOf(format, may('rates.write') ? (version) => setUndoing(undoingOf(version)) : undefined)}
        rows={rows()}
        rowKey={(row) => row.id}
        emptyText={t('decks.versions.none')}
      />
      <UndoVersion rateGroupId={props.group.id} undoing={undoing()} onClose={() => setUndoing(undefined)} />
    </>
  );
}
