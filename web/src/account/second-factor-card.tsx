import { useQuery } from '@tanstack/solid-query';
import type { SecondFactor } from '@yunhu/api/schemas';
import { Match, Show, Switch, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { Bone } from '../ui/bone.tsx';
import { Button } from '../ui/button.tsx';
import { Card, CardHead } from '../ui/card.tsx';
import { ErrorState } from '../ui/notice.tsx';
import { dataOf } from '../ui/query.ts';
import { Pill } from '../ui/status.tsx';
import { secondFactorQuery } from './data.ts';
import { NewCodesDialog, RemoveDialog, SetUpDialog } from './second-factor-dialogs.tsx';

const fewCodes = 3;

type Asked = 'set-up' | 'codes' | 'remove';

/** Why it is worth having, and the way there. */
function Off(props: { ask: (asked: Asked) => void }) {
  return (
    <>
      <p class="max-w-[60ch] text-ink-2">{t('account.secondFactor.why')}</p>
      <Button
        look="main"
        class="justify-self-start"
        onClick={() => props.ask('set-up')}
        data-testid="set-up-second-factor"
      >
        {t('account.secondFactor.setUp')}
      </Button>
    </>
  );
}

function On(props: { factor: SecondFactor; since: string; ask: (asked: Asked) => void }) {
  const format = useFormat();
  const isLow = () => props.factor.recoveryCodesLeft <= fewCodes;
  return (
    <>
      <p class="text-ink-2">{t('account.secondFactor.since', format.dateTime(props.since))}</p>
      <p class={isLow() ? 'text-warn-ink' : 'text-ink-2'}>
        {t('account.recovery.left', String(props.factor.recoveryCodesLeft))}
      </p>
      <div class="flex flex-wrap gap-2">
        <Button onClick={() => props.ask('codes')}>{t('account.recovery.renew')}</Button>
        <Show
          when={!props.factor.required}
          fallback={<p class="self-center text-xs text-ink-3">{t('account.secondFactor.required')}</p>}
        >
          <Button look="bad" onClick={() => props.ask('remove')}>
            {t('account.secondFactor.turnOff')}
          </Button>
        </Show>
      </div>
    </>
  );
}

function Dialogs(props: { asked: Asked | null; close: () => void }) {
  return (
    <Switch>
      <Match when={props.asked === 'set-up'}>
        <SetUpDialog onClose={() => props.close()} />
      </Match>
      <Match when={props.asked === 'codes'}>
        <NewCodesDialog onClose={() => props.close()} />
      </Match>
      <Match when={props.asked === 'remove'}>
        <RemoveDialog onClose={() => props.close()} />
      </Match>
    </Switch>
  );
}

/** One's second factor: setting it up, its recovery codes, going without. */
export function SecondFactorCard() {
  const query = useQuery(() => secondFactorQuery);
  const [asked, setAsked] = createSignal<Asked | null>(null);
  return (
    <Card label={t('account.secondFactor.title')}>
      <CardHead title={t('account.secondFactor.title')}>
        <Show when={dataOf(query)}>
          {(factor) => (
            <Pill look={factor().since === null ? 'plain' : 'ok'} testId="second-factor-state">
              {factor().since === null ? t('account.secondFactor.off') : t('account.secondFactor.on')}
            </Pill>
          )}
        </Show>
      </CardHead>
      <Show
        when={!query.isLoadingError}
        fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
      >
        <Show when={dataOf(query)} fallback={<Bone class="m-4 h-10" />}>
          {(factor) => (
            <div class="grid gap-3 p-4 text-s">
              <Show when={factor().since} fallback={<Off ask={setAsked} />}>
                {(since) => <On factor={factor()} since={since()} ask={setAsked} />}
              </Show>
            </div>
          )}
        </Show>
      </Show>
      <Dialogs asked={asked()} close={() => setAsked(null)} />
    </Card>
  );
}
