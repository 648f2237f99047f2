import { useQuery } from '@tanstack/solid-query';
import type { StaffMember } from '@yunhu/api/schemas';
import { Show, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useSession } from '../session/session.ts';
import { Bone } from '../ui/bone.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog, Dialog, DialogActions } from '../ui/dialog.tsx';
import { ErrorState } from '../ui/notice.tsx';
import { dataOf } from '../ui/query.ts';
import { toastDone, toastProblem } from '../ui/toast.tsx';
import { staffSessionsQuery, useEndSession, useEndSessions, useResetSecondFactor } from './data.ts';
import { SessionList } from './session-list.tsx';

/** The list, or why there is none. */
function Sessions(props: { person: StaffMember }) {
  const query = useQuery(() => staffSessionsQuery(props.person.id));
  const end = useEndSession();
  const endOne = (id: string) =>
    end.mutate(
      { id, staffId: props.person.id },
      { onSuccess: () => toastDone(t('account.sessions.ended')), onError: toastProblem },
    );
  return (
    <Show when={!query.isLoadingError} fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}>
      <Show when={dataOf(query)} fallback={<Bone class="h-10" />}>
        {(found) => (
          <Show when={found().items.length > 0} fallback={<p class="text-s text-ink-3">{t('account.staff.none')}</p>}>
            <div class="-mx-4 border-y border-line">
              <SessionList
                sessions={found().items}
                ending={end.isPending ? end.variables?.id : undefined}
                onEnd={({ id }) => endOne(id)}
              />
            </div>
          </Show>
        )}
      </Show>
    </Show>
  );
}

function ResetDialog(props: { person: StaffMember; open: boolean; onBack: () => void; onDone: () => void }) {
  const reset = useResetSecondFactor();
  return (
    <ConfirmDialog
      open={props.open}
      onClose={() => props.onBack()}
      title={t('account.staff.reset')}
      body={t('account.staff.resetBody')}
      confirm={t('account.staff.reset')}
      busy={reset.isPending}
      error={reset.error}
      onConfirm={() =>
        reset.mutate(props.person.id, {
          onSuccess: () => {
            toastDone(t('account.staff.wasReset'));
            props.onDone();
          },
        })
      }
    />
  );
}

/** Where one of one's people is signed in, and the second factor of who has lost it. */
export function StaffSecurityDialog(props: { person: StaffMember; onClose: () => void }) {
  const session = useSession();
  const endAll = useEndSessions();
  const [asking, setAsking] = createSignal(false);
  const endEverywhere = () =>
    endAll.mutate(
      { staffId: props.person.id },
      { onSuccess: () => toastDone(t('account.staff.endedAll')), onError: toastProblem },
    );
  return (
    <>
      <Dialog
        open={!asking()}
        onClose={() => props.onClose()}
        title={t('account.staff.title', props.person.name)}
        width="l"
        testId="staff-security"
      >
        <div class="grid gap-4">
          <p class="text-s text-ink-2">
            {props.person.secondFactor ? t('account.staff.factorOn') : t('account.staff.factorOff')}
            <Show when={props.person.mustChangePassword}> {t('account.staff.mustChange')}</Show>
          </p>
          <Sessions person={props.person} />
          <DialogActions>
            {/* One's own is taken away on the account page, with password and code shown. */}
            <Show when={props.person.secondFactor && session().staff.id !== props.person.id}>
              <Button look="bad" onClick={() => setAsking(true)}>
                {t('account.staff.reset')}
              </Button>
            </Show>
            <Button look="bad" busy={endAll.isPending} onClick={endEverywhere}>
              {t('account.staff.endAll')}
            </Button>
          </DialogActions>
        </div>
      </Dialog>
      <ResetDialog
        person={props.person}
        open={asking()}
        onBack={() => setAsking(false)}
        onDone={() => props.onClose()}
      />
    </>
  );
}
