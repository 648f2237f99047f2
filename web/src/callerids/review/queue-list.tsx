import type { CallerIdReview } from '@yunhu/api/schemas';
import { For, Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { ApprovalTag } from '../../ui/approval.tsx';
import { stateOf } from '../words.ts';

type QueueProps = {
  rows: readonly CallerIdReview[];
  openId: string;
  onOpen: (id: string) => void;
  chosen: ReadonlySet<string>;
  onChoose: (id: string, isChosen: boolean) => void;
  /** Only what waits can be decided together. */
  choosable: boolean;
};

const hasWarning = ({ warnings }: CallerIdReview) => warnings.approvedElsewhere + warnings.waitingElsewhere > 0;

/** What waits, or was decided, one under the other. */
export function QueueList(props: QueueProps) {
  const format = useFormat();
  return (
    <ul class="divide-y divide-line" data-testid="review-queue">
      <For each={props.rows}>
        {(row) => (
          <li
            class="flex items-start gap-2 px-3 py-2.5 hover:bg-hover"
            classList={{ 'bg-accent-soft!': row.id === props.openId }}
          >
            <Show when={props.choosable}>
              <input
                type="checkbox"
                class="mt-1 size-4 shrink-0 accent-accent"
                aria-label={`${t('callerIds.review.choose')} ${row.display}`}
                checked={props.chosen.has(row.id)}
                onChange={(event) => props.onChoose(row.id, event.currentTarget.checked)}
              />
            </Show>
            <button
              type="button"
              class="grid min-w-0 grow gap-0.5 text-left text-s"
              aria-current={row.id === props.openId}
              onClick={() => props.onOpen(row.id)}
            >
              <span class="flex items-center gap-2">
                <b class="code min-w-0 grow truncate font-medium">{row.display}</b>
                <Show when={hasWarning(row)}>
                  <i class="size-2 shrink-0 rounded-full bg-busy" title={t('callerIds.review.approvedElsewhere', '')} />
                </Show>
                <span class="shrink-0 text-xs">
                  <ApprovalTag state={stateOf(row)} />
                </span>
              </span>
              <span class="truncate text-ink-2">{row.tenant.name}</span>
              <time class="text-xs text-ink-3" dateTime={row.submittedAt} title={format.dateTime(row.submittedAt)}>
                {t('callerIds.review.waitingFor', format.relative(row.submittedAt))}
              </time>
            </button>
          </li>
        )}
      </For>
    </ul>
  );
}
