import { useQuery } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { dataOf } from '../../ui/query.ts';
import { waitingCountQuery } from './data.ts';

/** How many requests wait for a second person, beside the page's name. */
export function WaitingBadge() {
  const query = useQuery(() => waitingCountQuery);
  const format = useFormat();
  const waiting = () => dataOf(query)?.waiting ?? 0;
  return (
    <Show when={waiting() > 0}>
      <span
        class="ml-auto min-w-5 rounded-full bg-accent px-1.5 text-center text-2xs leading-[18px] font-semibold text-accent-ink tabular"
        title={t('wallets.requests.waiting', format.count(waiting()))}
        data-testid="waiting-badge"
      >
        {format.count(waiting())}
      </span>
    </Show>
  );
}
