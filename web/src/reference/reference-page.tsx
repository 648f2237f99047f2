import { queryOptions, useQuery } from '@tanstack/solid-query';
import Download from 'lucide-solid/icons/download';
import { For, Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { request } from '../session/request.ts';
import { useAddress } from '../ui/address.ts';
import { Bone } from '../ui/bone.tsx';
import { buttonClass } from '../ui/button.tsx';
import { Card, CardHead } from '../ui/card.tsx';
import { inputClass } from '../ui/field.tsx';
import { ErrorState } from '../ui/notice.tsx';
import { PageHead } from '../ui/page.tsx';
import { dataOf } from '../ui/query.ts';
import { OperationCard } from './operation-card.tsx';
import { groupsOf, type OpenApi, type OperationGroup } from './openapi.ts';

const documentPath = '/v1/openapi.json';

/** It changes with the program alone. */
const documentQuery = queryOptions({
  queryKey: ['openapi'],
  queryFn: ({ signal }) => request<OpenApi>('GET', documentPath, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

const anchorOf = (tag: string) => `tag-${tag.replaceAll(/[^a-z0-9]+/gi, '-')}`;

function Rules() {
  return (
    <Card label={t('reference.rules.title')} class="mb-4">
      <CardHead title={t('reference.rules.title')} />
      <ul class="grid list-disc gap-1.5 py-3 pr-4 pl-8 text-s text-ink-2">
        <For each={['session', 'writes', 'money', 'time', 'errors', 'pages', 'foreign'] as const}>
          {(rule) => <li>{t(`reference.rules.${rule}`)}</li>}
        </For>
      </ul>
    </Card>
  );
}

function Contents(props: { groups: readonly OperationGroup[] }) {
  return (
    <nav
      aria-label={t('reference.contents')}
      class="sticky top-[68px] max-h-[calc(100dvh-84px)] overflow-y-auto max-lg:hidden"
    >
      <ul class="text-s">
        <For each={props.groups}>
          {({ tag, operations }) => (
            <li>
              <a
                href={`#${anchorOf(tag)}`}
                class="flex min-h-8 items-center justify-between gap-2 rounded-s px-2.5 text-ink-2 hover:bg-sunken hover:text-ink"
              >
                {tag}
                <span class="code text-2xs text-ink-3">{operations.length}</span>
              </a>
            </li>
          )}
        </For>
      </ul>
    </nav>
  );
}

function Operations(props: { document: OpenApi; groups: readonly OperationGroup[] }) {
  return (
    <For each={props.groups} fallback={<p class="py-10 text-center text-s text-ink-3">{t('reference.nothing')}</p>}>
      {(group) => (
        <div id={anchorOf(group.tag)} class="mb-4 scroll-mt-[68px]">
          <Card label={group.tag}>
            <CardHead title={group.tag} note={`${group.operations.length}`} />
            <For each={group.operations}>
              {(operation) => <OperationCard document={props.document} operation={operation} />}
            </For>
          </Card>
        </div>
      )}
    </For>
  );
}

/** The API as it describes itself: every operation with who may use it, what it takes and what it answers. */
export default function ReferencePage() {
  const query = useQuery(() => documentQuery);
  const address = useAddress({ q: '' });
  return (
    <>
      <PageHead title={t('reference.title')} line={t('reference.lead')}>
        <a href={documentPath} download="yunhu-openapi.json" class={buttonClass()}>
          <Download class="size-4" aria-hidden="true" />
          OpenAPI 3.1
        </a>
      </PageHead>
      <Show
        when={!query.isLoadingError}
        fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
      >
        <Show when={dataOf(query)} fallback={<Bone class="h-96 w-full" />}>
          {(document) => (
            <div class="grid grid-cols-[180px_minmax(0,1fr)] items-start gap-5 max-lg:grid-cols-1">
              <Contents groups={groupsOf(document(), address.read('q'))} />
              <div class="min-w-0">
                <Rules />
                <input
                  type="search"
                  data-testid="reference-search"
                  class={`${inputClass} mb-4`}
                  placeholder={t('reference.search')}
                  aria-label={t('reference.search')}
                  value={address.read('q')}
                  onInput={(event) => address.write({ q: event.currentTarget.value })}
                />
                <Operations document={document()} groups={groupsOf(document(), address.read('q'))} />
              </div>
            </div>
          )}
        </Show>
      </Show>
    </>
  );
}
