import type { TenantDetails } from '@yunhu/api/schemas';
import { For } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';

export type Branch = TenantDetails['branch'];

const shown = ['agents', 'customers', 'people', 'signedIn', 'runningTasks', 'openCalls'] as const;

/** What stands below an account, in six counts. */
export function BranchFacts(props: { branch: Branch }) {
  const format = useFormat();
  return (
    <dl class="grid grid-cols-3 overflow-hidden rounded-s border border-line" data-testid="branch-facts">
      <For each={shown}>
        {(key) => (
          <div class="border-line px-3 py-2 [&:not(:nth-child(3n+1))]:border-l [&:nth-child(n+4)]:border-t">
            <dt class="truncate text-xs text-ink-3">{t(`hierarchy.branch.${key}`)}</dt>
            <dd class="text-l font-semibold tabular" data-testid={`branch-${key}`}>
              {format.count(props.branch[key])}
            </dd>
          </div>
        )}
      </For>
    </dl>
  );
}
