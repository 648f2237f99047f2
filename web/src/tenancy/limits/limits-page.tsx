import { useQuery } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { usePermission, useSession } from '../../session/session.ts';
import { Bone } from '../../ui/bone.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { ErrorState } from '../../ui/notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { dataOf } from '../../ui/query.ts';
import { limitsQuery } from './data.ts';
import { LimitsForm } from './limits-form.tsx';
import { LimitsUsage } from './usage.tsx';

/** What the company may use, how much of it is used, and what it allows itself. */
export default function LimitsPage() {
  const session = useSession();
  const may = usePermission();
  const query = useQuery(() => limitsQuery(session().tenant.id));
  return (
    <>
      <PageHead title={t('limits.own.title')} line={t('limits.own.lead')} />
      <Show
        when={!query.isLoadingError}
        fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
      >
        <Show when={dataOf(query)} fallback={<Bone class="h-64 w-full" />}>
          {(limits) => (
            <div class="grid grid-cols-2 items-start gap-4 max-lg:grid-cols-1">
              <Card label={t('limits.own.title')}>
                <div class="p-4">
                  <LimitsUsage limits={limits()} />
                </div>
              </Card>
              <Show when={may('limits.write')}>
                <Card label={t('limits.own.formTitle')}>
                  <CardHead title={t('limits.own.formTitle')} note={t('limits.own.formNote')} />
                  <div class="p-4">
                    <LimitsForm limits={limits()} writer="self" onDone={() => undefined} />
                  </div>
                </Card>
              </Show>
            </div>
          )}
        </Show>
      </Show>
    </>
  );
}
