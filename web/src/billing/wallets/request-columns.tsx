import type { TransferRequest, TransferRequestState } from '@yunhu/api/schemas';
import { Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import type { useFormat } from '../../session/format.ts';
import { Button } from '../../ui/button.tsx';
import { Tag, type Tone } from '../../ui/status.tsx';
import type { Column } from '../../ui/table-model.ts';
import type { Decision } from './data.ts';

const tones: Record<TransferRequestState, Tone> = {
  pending: 'ringing',
  approved: 'answered',
  rejected: 'failed',
  withdrawn: 'noanswer',
  expired: 'skipped',
};

export type RequestColumnsFrom = {
  format: ReturnType<typeof useFormat>;
  selfId: () => string;
  mayDecide: () => boolean;
  decide: (verb: Decision['verb'], request: TransferRequest) => void;
};

/** How much; of an approval limit that is lifted, that it is. */
export function requestAmountWords(request: TransferRequest, inDigits: (micros: string) => string): string {
  const isLifted = request.kind === 'approval_limit' && request.amountMicros === '0';
  return isLifted ? t('wallets.requests.noLimit') : inDigits(request.amountMicros);
}

/** A request's kind, with the way of a correction. */
export function requestKindWords(request: TransferRequest): string {
  const kind = t(`wallets.requests.kinds.${request.kind}`);
  if (request.kind !== 'correction') return kind;
  return `${kind} · ${t(request.direction === 'from_child' ? 'wallets.requests.fromChild' : 'wallets.requests.toChild')}`;
}

function Actions(props: { request: TransferRequest; from: RequestColumnsFrom }) {
  const isOwn = () => props.request.requestedBy.id === props.from.selfId();
  const press = (verb: Decision['verb']) => props.from.decide(verb, props.request);
  return (
    <Show when={props.request.state === 'pending' && props.from.mayDecide()}>
      <span class="flex items-center justify-end gap-1" title={isOwn() ? t('wallets.requests.ownHint') : undefined}>
        <Show
          when={isOwn()}
          fallback={
            <>
              <Button size="s" look="main" class="max-sm:px-1.5" onClick={() => press('approve')} data-testid="approve">
                {t('wallets.requests.approve')}
              </Button>
              <Button size="s" look="bad" class="max-sm:px-1.5" onClick={() => press('reject')} data-testid="reject">
                {t('wallets.requests.reject')}
              </Button>
            </>
          }
        >
          <Button size="s" onClick={() => press('withdraw')} data-testid="withdraw">
            {t('wallets.requests.withdraw')}
          </Button>
        </Show>
      </span>
    </Show>
  );
}

function StateCell(props: { request: TransferRequest; format: RequestColumnsFrom['format'] }) {
  const hint = () => {
    const { decidedBy, decidedAt, reason, state, expiresAt } = props.request;
    if (state === 'pending') return t('wallets.requests.expires', props.format.dateTime(expiresAt));
    const parts = [decidedBy?.name, decidedAt === null ? null : props.format.dateTime(decidedAt), reason];
    return parts.filter((part) => part !== null && part !== undefined).join(' · ');
  };
  return (
    <span title={hint()}>
      <Tag tone={tones[props.request.state]}>{t(`wallets.requests.states.${props.request.state}`)}</Tag>
    </span>
  );
}

function storyColumns({ format }: RequestColumnsFrom): Column<TransferRequest>[] {
  return [
    {
      id: 'requestedBy',
      head: () => t('wallets.requests.columns.requestedBy'),
      from: 'md',
      cell: (row) => <span class="block max-w-32 truncate">{row().requestedBy.name}</span>,
    },
    {
      id: 'note',
      head: () => t('wallets.requests.columns.note'),
      from: 'xl',
      grow: true,
      cell: (row) => (
        <span class="block max-w-56 truncate text-ink-2" title={row().note ?? ''}>
          {row().note}
        </span>
      ),
    },
    {
      id: 'state',
      head: () => t('wallets.requests.columns.state'),
      from: 'sm',
      cell: (row) => <StateCell request={row()} format={format} />,
    },
    {
      id: 'decided',
      head: () => t('wallets.requests.columns.decided'),
      from: 'lg',
      cell: (row) => (
        <span class="block max-w-56 truncate text-ink-2" title={row().reason ?? ''}>
          {[row().decidedBy?.name, row().reason].filter((part) => part !== null && part !== undefined).join(' · ')}
        </span>
      ),
    },
  ];
}

/** The columns of requests above the limit; what is decided goes on saying by whom and why. */
export function requestColumns(from: RequestColumnsFrom): Column<TransferRequest>[] {
  const { format } = from;
  return [
    {
      id: 'time',
      head: () => t('wallets.requests.columns.time'),
      from: 'sm',
      cell: (row) => (
        <time class="code text-ink-2" dateTime={row().requestedAt} title={format.relative(row().requestedAt)}>
          {format.shortDateTime(row().requestedAt)}
        </time>
      ),
    },
    {
      id: 'tenant',
      head: () => t('wallets.requests.columns.tenant'),
      always: true,
      cell: (row) => (
        <span class="block max-w-40 truncate font-medium max-sm:max-w-[88px]">
          {row().tenant.name}
          <small class="block truncate text-2xs font-normal text-ink-3 sm:hidden">
            {row().state === 'pending'
              ? requestKindWords(row())
              : `${t(`wallets.requests.states.${row().state}`)} · ${requestKindWords(row())}`}
          </small>
        </span>
      ),
    },
    {
      id: 'kind',
      head: () => t('wallets.requests.columns.kind'),
      from: 'sm',
      cell: (row) => requestKindWords(row()),
    },
    {
      id: 'amount',
      head: () => `${t('wallets.requests.columns.amount')} ${format.sign()}`,
      align: 'right',
      always: true,
      cell: (row) => (
        <span class="code font-medium">{requestAmountWords(row(), (micros) => format.amount(micros, 2))}</span>
      ),
    },
    ...storyColumns(from),
    {
      id: 'actions',
      head: () => t('wallets.requests.columns.actions'),
      always: true,
      quietHead: true,
      cell: (row) => <Actions request={row()} from={from} />,
    },
  ];
}
