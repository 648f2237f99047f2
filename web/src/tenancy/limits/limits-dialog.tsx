import { useQuery } from '@tanstack/solid-query';
import type { Tenant } from '@yunhu/api/schemas';
import { Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { usePermission } from '../../session/session.ts';
import { Bone } from '../../ui/bone.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorState } from '../../ui/notice.tsx';
import { dataOf } from '../../ui/query.ts';
import { limitsQuery } from './data.ts';
import { LimitsForm } from './limits-form.tsx';
import { LimitsUsage } from './usage.tsx';

/** What an account below may use and uses; its direct seller may change it. */
export function LimitsDialog(props: { tenant: Tenant; onClose: () => void }) {
  const query = useQuery(() => limitsQuery(props.tenant.id));
  const may = usePermission();
  return (
    <Dialog
      open
      width="l"
      onClose={props.onClose}
      title={t('limits.title', props.tenant.name)}
      lead={t('limits.lead')}
      testId="limits-dialog"
    >
      <Show
        when={!query.isLoadingError}
        fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
      >
        <Show when={dataOf(query)} fallback={<Bone class="h-64 w-full" />}>
          {(limits) => (
            <div class="grid gap-5">
              <div class="rounded-m bg-sunken p-4">
                <LimitsUsage limits={limits()} />
              </div>
              <Show when={props.tenant.depth === 1 && may('limits.write')}>
                <LimitsForm limits={limits()} writer="seller" onDone={props.onClose} onCancel={props.onClose} />
              </Show>
            </div>
          )}
        </Show>
      </Show>
    </Dialog>
  );
}
