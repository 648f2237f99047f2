import { useQuery } from '@tanstack/solid-query';
import { Show, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { Bone } from '../ui/bone.tsx';
import { Button } from '../ui/button.tsx';
import { Card, CardHead } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { ErrorState } from '../ui/notice.tsx';
import { dataOf } from '../ui/query.ts';
import { toastDone, toastProblem } from '../ui/toast.tsx';
import { ownSessionsQuery, useEndSession, useEndSessions } from './data.ts';
import { SessionList } from './session-list.tsx';

/** Where one is signed in, with a way to end what one does not know. */
export function SessionsCard() {
  const query = useQuery(() => ownSessionsQuery);
  const end = useEndSession();
  const endOthers = useEndSessions();
  const [asking, setAsking] = createSignal(false);
  const others = () => (dataOf(query)?.items ?? []).filter((session) => !session.isThisOne).length;
  return (
    <Card label={t('account.sessions.title')}>
      <CardHead title={t('account.sessions.title')} note={t('account.sessions.note')}>
        <Show when={others() > 0}>
          <Button size="s" look="bad" onClick={() => setAsking(true)} data-testid="end-others">
            {t('account.sessions.endOthers')}
          </Button>
        </Show>
      </CardHead>
      <Show
        when={!query.isLoadingError}
        fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
      >
        <Show when={dataOf(query)} fallback={<Bone class="m-4 h-10" />}>
          {(found) => (
            <SessionList
              sessions={found().items}
              ending={end.isPending ? end.variables?.id : undefined}
              onEnd={({ id }) =>
                end.mutate({ id }, { onSuccess: () => toastDone(t('account.sessions.ended')), onError: toastProblem })
              }
            />
          )}
        </Show>
      </Show>
      <ConfirmDialog
        open={asking()}
        onClose={() => setAsking(false)}
        title={t('account.sessions.endOthers')}
        body={t('account.sessions.endOthersBody', String(others()))}
        confirm={t('account.sessions.endOthers')}
        busy={endOthers.isPending}
        error={endOthers.error}
        onConfirm={() =>
          endOthers.mutate(
            {},
            {
              onSuccess: () => {
                setAsking(false);
                toastDone(t('account.sessions.endedOthers'));
              },
            },
          )
        }
      />
    </Card>
  );
}
