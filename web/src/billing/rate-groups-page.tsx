import { A, useParams } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import type { RateGroup } from '@yunhu/api/schemas';
import Calculator from 'lucide-solid/icons/calculator';
import Plus from 'lucide-solid/icons/plus';
import { For, Match, Show, Switch, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { usePermission } from '../session/session.ts';
import { pages } from '../shell/pages.ts';
import { useAddress } from '../ui/address.ts';
import { Bone } from '../ui/bone.tsx';
import { Button } from '../ui/button.tsx';
import { Card, CardHead } from '../ui/card.tsx';
import { EmptyState, ErrorState } from '../ui/notice.tsx';
import { PageHead } from '../ui/page.tsx';
import { dataOf } from '../ui/query.ts';
import { CreateRateGroupDialog } from './create-rate-group-dialog.tsx';
import { rateGroupsQuery } from './data.ts';
import { GroupDetail } from './prices/group-detail.tsx';
import { QuoteDialog } from './prices/quote-dialog.tsx';

function typesOf(group: RateGroup): string {
  return group.taskTypes.map((type) => t(`prices.taskTypes.${type}`)).join('、');
}

function GroupRow(props: { group: RateGroup; isOpen: boolean }) {
  const format = useFormat();
  const note = () =>
    props.group.owner === 'self'
      ? t('billing.rates.assigned', format.count(props.group.assignedCount))
      : `${t('billing.rates.seller')} · ${t('prices.taskTypesFor', typesOf(props.group))}`;
  return (
    <li class="border-b border-line last:border-0">
      <A
        href={`${pages.rateGroups.path}/${props.group.id}`}
        class="grid gap-0.5 px-4 py-2.5 transition-colors duration-150 hover:bg-hover"
        classList={{ 'bg-accent-soft!': props.isOpen }}
        aria-current={props.isOpen ? 'page' : undefined}
      >
        <span class="truncate font-medium">{props.group.name}</span>
        <span class="flex gap-2 text-xs text-ink-3 tabular">
          <span>
            {props.group.rateCount === null
              ? t('prices.pricing.rule')
              : t('billing.rates.rateCount', format.count(props.group.rateCount))}
          </span>
          <span>·</span>
          <span class="truncate">{note()}</span>
        </span>
      </A>
    </li>
  );
}

function GroupBones() {
  return (
    <ul aria-busy="true">
      <For each={['w-40', 'w-32', 'w-44']}>
        {(width) => (
          <li class="grid gap-2 border-b border-line px-4 py-3.5 last:border-0">
            <Bone class={`h-3.5 ${width}`} />
            <Bone class="h-3 w-24" />
          </li>
        )}
      </For>
    </ul>
  );
}

function Groups(props: { groups: readonly RateGroup[] | undefined; chosen: RateGroup | undefined }) {
  return (
    <div class="grid items-start gap-4 grid-cols-[minmax(0,1fr)] md:grid-cols-[280px_minmax(0,1fr)]">
      <Card label={t('billing.rates.title')} class="overflow-hidden">
        <Show when={props.groups} fallback={<GroupBones />}>
          {(known) => (
            <ul>
              <For each={known()}>{(group) => <GroupRow group={group} isOpen={group.id === props.chosen?.id} />}</For>
            </ul>
          )}
        </Show>
      </Card>
      <Show when={props.chosen}>
        {(group) => (
          <Card label={group().name}>
            <CardHead
              title={group().name}
              note={group().owner === 'self' ? t('billing.rates.mine') : t('billing.rates.seller')}
            >
              <Show when={group().pricing === 'rule' && group().owner === 'self'}>
                <span class="rounded-full bg-accent-soft px-2 py-0.5 text-2xs text-accent">
                  {t('prices.pricing.rule')}
                </span>
              </Show>
            </CardHead>
            <GroupDetail group={group()} />
          </Card>
        )}
      </Show>
    </div>
  );
}

/** One's own price lists, the one bought at, and the rates of each. */
export default function RateGroupsPage() {
  const query = useQuery(() => rateGroupsQuery);
  const params = useParams<{ rateGroupId?: string }>();
  const address = useAddress({ create: '' });
  const may = usePermission();
  const [quoting, setQuoting] = createSignal(false);
  const groups = () => dataOf(query)?.items;
  const chosen = () => groups()?.find((group) => group.id === params.rateGroupId) ?? groups()?.[0];
  const CreateButton = () => (
    <Show when={may('rates.write')}>
      <Button look="main" onClick={() => address.write({ create: '1' })} data-testid="new-rate-group">
        <Plus class="size-4" aria-hidden="true" />
        {t('billing.rates.create')}
      </Button>
    </Show>
  );
  return (
    <>
      <PageHead title={t('billing.rates.title')} line={t('billing.rates.lead')}>
        <Button onClick={() => setQuoting(true)} data-testid="open-quote">
          <Calculator class="size-4" aria-hidden="true" />
          {t('prices.quote.open')}
        </Button>
        <CreateButton />
      </PageHead>
      <Switch fallback={<Groups groups={groups()} chosen={chosen()} />}>
        <Match when={query.isLoadingError}>
          <Card>
            <ErrorState error={query.error} retry={() => void query.refetch()} />
          </Card>
        </Match>
        <Match when={groups()?.length === 0}>
          <Card>
            <EmptyState text={t('billing.rates.none')}>
              <CreateButton />
            </EmptyState>
          </Card>
        </Match>
      </Switch>
      <Show when={address.read('create') !== '' && may('rates.write')}>
        <CreateRateGroupDialog groups={groups() ?? []} onClose={() => address.write({ create: '' })} />
      </Show>
      <Show when={quoting()}>
        <QuoteDialog onClose={() => setQuoting(false)} />
      </Show>
    </>
  );
}
