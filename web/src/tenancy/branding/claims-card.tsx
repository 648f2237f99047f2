import { useQuery } from '@tanstack/solid-query';
import type { ClaimedDomain } from '@yunhu/api/schemas';
import { For, Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useSession } from '../../session/session.ts';
import { Bone } from '../../ui/bone.tsx';
import { Button } from '../../ui/button.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { FormProblem } from '../../ui/notice.tsx';
import { dataOf } from '../../ui/query.ts';
import { Tag } from '../../ui/status.tsx';
import { toastDone } from '../../ui/toast.tsx';
import { claimsQuery, useConfirmDomain, useTakeDomainAway } from './data.ts';

type Decision = { readonly claim: ClaimedDomain; readonly kind: 'confirm' | 'takeAway' };

/** Domains of everybody below; the operator confirms one where DNS cannot, or takes it away. */
export function ClaimsCard() {
  const session = useSession();
  const query = useQuery(() => claimsQuery);
  const below = () => dataOf(query)?.items.filter((claim) => claim.tenant.id !== session().tenant.id);
  const [deciding, setDeciding] = createSignal<Decision | null>(null);
  return (
    <Card label={t('branding.claims')}>
      <CardHead title={t('branding.claims')} note={below()?.length || undefined} />
      <Show when={below()} fallback={<Bone class="m-4 h-8" />}>
        {(claims) => (
          <ul class="divide-y divide-line" data-testid="claims">
            <For
              each={claims()}
              fallback={<li class="px-4 py-6 text-center text-s text-ink-2">{t('branding.claimsEmpty')}</li>}
            >
              {(claim) => (
                <li class="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-2.5">
                  <span class="grid min-w-0 grow basis-52">
                    <b class="code truncate font-medium">{claim.domain}</b>
                    <span class="truncate text-xs text-ink-3">{claim.tenant.name}</span>
                  </span>
                  <span class="w-24 text-s">
                    <Tag tone={claim.state === 'verified' ? 'answered' : 'ringing'}>
                      {t(`branding.states.${claim.state}`)}
                    </Tag>
                  </span>
                  <Show when={session().tenant.kind === 'operator'}>
                    <span class="flex gap-2">
                      <Show when={claim.state === 'waiting'}>
                        <Button
                          size="s"
                          onClick={() => setDeciding({ claim, kind: 'confirm' })}
                          data-testid="claim-confirm"
                        >
                          {t('branding.confirm')}
                        </Button>
                      </Show>
                      <Button size="s" look="bad" onClick={() => setDeciding({ claim, kind: 'takeAway' })}>
                        {t('branding.takeAway')}
                      </Button>
                    </span>
                  </Show>
                </li>
              )}
            </For>
          </ul>
        )}
      </Show>
      <Show when={deciding()} keyed>
        {(decision) => <Decide decision={decision} onClose={() => setDeciding(null)} />}
      </Show>
    </Card>
  );
}

function Decide(props: { decision: Decision; onClose: () => void }) {
  const confirm = useConfirmDomain();
  const takeAway = useTakeDomainAway();
  const isConfirm = () => props.decision.kind === 'confirm';
  const verb = () => (isConfirm() ? confirm : takeAway);
  const title = () => t(isConfirm() ? 'branding.confirm' : 'branding.takeAway');
  const lead = () => {
    const { domain, tenant } = props.decision.claim;
    return isConfirm() ? t('branding.confirmAsk', domain, tenant.name) : t('branding.takeAwayAsk', domain);
  };
  const decide = () =>
    verb().mutate(props.decision.claim.tenant.id, {
      onSuccess: () => {
        toastDone(t(isConfirm() ? 'branding.confirmed' : 'branding.takenAway'));
        props.onClose();
      },
    });
  return (
    <Dialog open onClose={props.onClose} title={title()} lead={lead()}>
      <FormProblem error={verb().error} />
      <DialogActions>
        <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
        <Button
          look={isConfirm() ? 'main' : 'bad-main'}
          busy={verb().isPending}
          onClick={decide}
          data-testid="claim-decide"
        >
          {title()}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
