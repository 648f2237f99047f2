import type { RateGroup } from '@yunhu/api/schemas';
import { For, Match, Show, Switch } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useSession } from '../../session/session.ts';
import { useAddress } from '../../ui/address.ts';
import { VersionsTable } from '../decks/versions-table.tsx';
import { RatesTable } from '../rates-table.tsx';
import { BuyersTable } from './buyers-table.tsx';
import { LossesBanner, LossesTable } from './losses-panel.tsx';
import { RuleTab } from './rule-card.tsx';

type Tab = 'rates' | 'rule' | 'versions' | 'buyers' | 'losses';

/** What there is to see of a group: its rates, and of one's own also its rule and who buys at it. */
function tabsOf(group: RateGroup, hasCost: boolean): Tab[] {
  if (group.owner === 'seller') return ['rates'];
  return ['rates', group.pricing === 'rule' ? 'rule' : 'versions', 'buyers', ...(hasCost ? (['losses'] as const) : [])];
}

/** The inside of a group's card, below its head. */
export function GroupDetail(props: { group: RateGroup }) {
  const address = useAddress({ tab: 'rates' });
  const session = useSession();
  // The operator buys from nobody, so that nothing it sells is below what it pays.
  const tabs = () => tabsOf(props.group, session().tenant.kind !== 'operator');
  const open = () => tabs().find((tab) => tab === address.read('tab')) ?? 'rates';
  return (
    <>
      <Show when={tabs().length > 1}>
        <div
          role="tablist"
          aria-label={t('prices.tabs.label')}
          class="flex gap-4 overflow-x-auto border-b border-line px-4"
        >
          <For each={tabs()}>
            {(tab) => (
              <button
                type="button"
                role="tab"
                aria-selected={tab === open()}
                class="border-b-2 border-transparent py-2 text-s whitespace-nowrap text-ink-2 transition-colors duration-150 hover:text-ink aria-selected:border-accent aria-selected:font-medium aria-selected:text-ink"
                onClick={() => address.write({ tab })}
                data-testid={`tab-${tab}`}
              >
                {tab === 'versions' ? t('decks.versionsTab') : t(`prices.tabs.${tab}`)}
              </button>
            )}
          </For>
        </div>
      </Show>
      <Show when={props.group.owner === 'self' && open() !== 'losses'}>
        <LossesBanner group={props.group} onShow={() => address.write({ tab: 'losses' })} />
      </Show>
      <Switch>
        <Match when={open() === 'rates'}>
          <RatesTable group={props.group} />
        </Match>
        <Match when={open() === 'versions'}>
          <VersionsTable group={props.group} />
        </Match>
        <Match when={open() === 'rule'}>
          <RuleTab group={props.group} />
        </Match>
        <Match when={open() === 'buyers'}>
          <BuyersTable group={props.group} />
        </Match>
        <Match when={open() === 'losses'}>
          <LossesTable group={props.group} />
        </Match>
      </Switch>
    </>
  );
}
