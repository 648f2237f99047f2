import type { CallerIdReviewDetail } from '@yunhu/api/schemas';
import { For, Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { ApprovalTag } from '../../ui/approval.tsx';

type Earlier = CallerIdReviewDetail['ofNumber'];

function List(props: { title: string; rows: Earlier; name: (row: Earlier[number]) => string }) {
  const format = useFormat();
  return (
    <Show when={props.rows.length > 0}>
      <h3 class="text-xs text-ink-3">{props.title}</h3>
      <ul class="grid gap-1.5">
        <For each={props.rows}>
          {(row) => (
            <li class="grid gap-0.5 text-s">
              <span class="flex flex-wrap items-baseline gap-x-2">
                <span class="code">{props.name(row)}</span>
                <ApprovalTag state={row.event.kind} />
                <time class="code text-xs text-ink-3" dateTime={row.event.at}>
                  {format.date(row.event.at)}
                </time>
              </span>
              <Show when={row.event.reason}>
                <span class="text-xs break-words text-ink-2">{row.event.reason}</span>
              </Show>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}

/** What was decided before about the number, for others, and about the customer's other numbers. */
export function EarlierDecisions(props: { detail: CallerIdReviewDetail }) {
  const isEmpty = () => props.detail.ofNumber.length + props.detail.ofCustomer.length === 0;
  return (
    <section class="grid gap-2">
      <h2>{t('callerIds.review.earlier')}</h2>
      <Show when={isEmpty()}>
        <p class="text-s text-ink-3">{t('callerIds.review.nothingEarlier')}</p>
      </Show>
      <List title={t('callerIds.review.ofNumber')} rows={props.detail.ofNumber} name={(row) => row.tenant.name} />
      <List title={t('callerIds.review.ofCustomer')} rows={props.detail.ofCustomer} name={(row) => row.display} />
    </section>
  );
}
