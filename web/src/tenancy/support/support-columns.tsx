import type { SupportSession } from '@yunhu/api/schemas';
import { Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import type { useFormat } from '../../session/format.ts';
import { useSession } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { now } from '../../ui/now.ts';
import { Tag } from '../../ui/status.tsx';
import type { Column } from '../../ui/table-model.ts';
import { toastDone } from '../../ui/toast.tsx';
import { useEndSupport } from './data.ts';
import { timeLeft } from './time-left.ts';

/** Open with the time that is left, or how it ended. */
export function StateTag(props: { session: SupportSession }) {
  return (
    <Show
      when={props.session.open}
      fallback={<Tag tone="skipped">{t(`support.states.${props.session.endedBy ?? 'time'}`)}</Tag>}
    >
      <Tag tone="ringing">
        {t('support.states.open')}
        <span class="code ml-2 text-xs text-ink-3">{t('support.left', timeLeft(props.session.until, now()))}</span>
      </Tag>
    </Show>
  );
}

/** Ends an open session at once, after asking; not shown inside one, which only looks. */
export function EndButton(props: { session: SupportSession }) {
  const me = useSession();
  const end = useEndSupport();
  const [asking, setAsking] = createSignal(false);
  return (
    <Show when={props.session.open && me().support === null}>
      <Button
        size="s"
        look="bad"
        onClick={(event) => {
          event.stopPropagation();
          setAsking(true);
        }}
        data-testid="end-support"
      >
        {t('support.end')}
      </Button>
      <ConfirmDialog
        open={asking()}
        onClose={() => setAsking(false)}
        title={t('support.endTitle')}
        body={t('support.endBody', props.session.staff.name)}
        confirm={t('support.end')}
        busy={end.isPending}
        error={end.error}
        onConfirm={() =>
          end.mutate(props.session.id, {
            onSuccess: () => {
              setAsking(false);
              toastDone(t('support.ended'));
            },
          })
        }
      />
    </Show>
  );
}

/** Who came, why, and how it stands. */
const describingColumns: Column<SupportSession>[] = [
  {
    id: 'staff',
    head: () => t('support.columns.staff'),
    always: true,
    cell: (row) => (
      <span class="block max-w-52 min-w-0">
        <span class="block truncate">{row().staff.name}</span>
        <small class="block truncate text-2xs text-ink-3">{row().staffTenant.name}</small>
      </span>
    ),
  },
  {
    id: 'reason',
    head: () => t('support.columns.reason'),
    from: 'md',
    grow: true,
    cell: (row) => (
      <span class="block max-w-96 truncate text-ink-2" title={row().reason}>
        {row().reason}
      </span>
    ),
  },
  { id: 'state', head: () => t('support.columns.state'), from: 'sm', cell: (row) => <StateTag session={row()} /> },
];

const actionsColumn: Column<SupportSession> = {
  id: 'actions',
  head: () => t('support.columns.actions'),
  always: true,
  quietHead: true,
  cell: (row) => (
    <span class="flex justify-end">
      <EndButton session={row()} />
    </span>
  ),
};

/** The columns of support sessions. */
export function supportColumns(from: {
  format: ReturnType<typeof useFormat>;
  isSeller: boolean;
}): Column<SupportSession>[] {
  const { format } = from;
  return [
    {
      id: 'openedAt',
      head: () => t('support.columns.openedAt'),
      always: true,
      cell: (row) => (
        <time dateTime={row().openedAt} class="code text-ink-2" title={format.relative(row().openedAt)}>
          <span class="max-sm:hidden">{format.dateTime(row().openedAt)}</span>
          <span class="sm:hidden">{format.shortDateTime(row().openedAt)}</span>
        </time>
      ),
    },
    ...(from.isSeller
      ? [
          {
            id: 'tenant',
            head: () => t('support.columns.tenant'),
            from: 'sm' as const,
            cell: (row: () => SupportSession) => <span class="block max-w-48 truncate">{row().tenant.name}</span>,
          },
        ]
      : []),
    ...describingColumns,
    {
      id: 'views',
      head: () => t('support.columns.views'),
      from: 'md',
      align: 'right',
      cell: (row) => <span class="code">{format.count(row().views)}</span>,
    },
    actionsColumn,
  ];
}
