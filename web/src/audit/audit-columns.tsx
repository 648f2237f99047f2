import type { AuditEntry } from '@yunhu/api/schemas';
import Headset from 'lucide-solid/icons/headset';
import { Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import type { useFormat } from '../session/format.ts';
import { Tag, type Tone } from '../ui/status.tsx';
import type { Column } from '../ui/table-model.ts';
import { actionWords, actorWords, subjectWords } from './audit-words.ts';

const actorTones: Record<AuditEntry['actor']['kind'], Tone> = {
  self: 'answered',
  below: 'transferred',
  above: 'ringing',
  system: 'skipped',
};

/** Who acted; in a support session with the sign of it. */
function Actor(props: { entry: AuditEntry }) {
  const company = () => (props.entry.actor.kind === 'self' ? '' : (props.entry.actor.tenant?.name ?? ''));
  return (
    <span class="flex max-w-56 items-center gap-1.5">
      <Tag tone={actorTones[props.entry.actor.kind]}>
        {actorWords(props.entry)}
        <Show when={company()}>
          <span class="ml-1.5 text-xs text-ink-3">{company()}</span>
        </Show>
      </Tag>
      <Show when={props.entry.supportSessionId}>
        <Headset class="size-3.5 shrink-0 text-warn-ink" aria-label={t('audit.inSupport')} />
      </Show>
    </span>
  );
}

/** Who did what to what, and from where. */
const describingColumns: Column<AuditEntry>[] = [
  {
    id: 'actor',
    head: () => t('audit.columns.actor'),
    from: 'sm',
    cell: (row) => <Actor entry={row()} />,
  },
  {
    id: 'action',
    head: () => t('audit.columns.action'),
    always: true,
    cell: (row) => (
      <span class="block min-w-0">
        <span class="block truncate">{actionWords(row().action)}</span>
        <small class="block truncate text-2xs text-ink-3 sm:hidden">
          {[actorWords(row()), subjectWords(row())].filter((words) => words !== '').join(' · ')}
        </small>
      </span>
    ),
  },
  {
    id: 'subject',
    head: () => t('audit.columns.subject'),
    from: 'md',
    grow: true,
    cell: (row) => (
      <span class="flex max-w-96 items-baseline gap-2">
        <span class="truncate">{subjectWords(row())}</span>
        <span class="font-mono text-2xs text-ink-3">{row().subject.id.slice(-8)}</span>
      </span>
    ),
  },
  {
    id: 'from',
    head: () => t('audit.columns.from'),
    from: 'lg',
    cell: (row) => <span class="code text-ink-3">{row().address ?? t('ui.none')}</span>,
  },
];

/** The columns of the audit. */
export function auditColumns(from: { format: ReturnType<typeof useFormat>; isMerged: boolean }): Column<AuditEntry>[] {
  const { format } = from;
  return [
    {
      id: 'at',
      head: () => t('audit.columns.at'),
      always: true,
      cell: (row) => (
        <time dateTime={row().occurredAt} class="code text-ink-2" title={format.relative(row().occurredAt)}>
          <span class="max-sm:hidden">{format.dateTime(row().occurredAt)}</span>
          <span class="sm:hidden">{format.shortDateTime(row().occurredAt)}</span>
        </time>
      ),
    },
    ...(from.isMerged
      ? [
          {
            id: 'company',
            head: () => t('audit.columns.company'),
            from: 'sm' as const,
            cell: (row: () => AuditEntry) => <span class="block max-w-40 truncate">{row().tenant.name}</span>,
          },
        ]
      : []),
    ...describingColumns,
  ];
}
