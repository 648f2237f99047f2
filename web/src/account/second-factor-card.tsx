import { useQuery } from '@tanstack/solid-query';
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

/** One's second factor: setting it up, its recovery codes, going without. */
export function SecondFactorCard() {
  const query = useQuery(() => secondFactorQuery);
  const format = useFormat();
  const [asked, setAsked] = createSignal<'set-up' | 'codes' | 'remove' | null>(null);
  const close = () => setAsked(null);
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
              <Show
                when={factor().since}
                fallback={
                  <>
                    <p class="max-w-[60ch] text-ink-2">{t('account.secondFactor.why')}</p>
                    <Button
                      look="main"
                      class="justify-self-start"
                      onClick={() => setAsked('set-up')}
                      data-testid="set-up-second-factor"
                    >
                      {t('account.secondFactor.setUp')}
                    </Button>
                  </>
                }
              >
                {(since) => (
                  <>
                    <p class="text-ink-2">{t('account.secondFactor.since', format.dateTime(since()))}</p>
                    <p
                      classList={{
                        'text-warn-ink': factor().recoveryCodesLeft <= fewCodes,
                        'text-ink-2': factor().recoveryCodesLeft > fewCodes,
                      }}
                    >
                      {t('account.recovery.left', String(factor().recoveryCodesLeft))}
                    </p>
                    <div class="flex flex-wrap gap-2">
                      <Button onClick={() => setAsked('codes')}>{t('account.recovery.renew')}</Button>
                      <Show
                        when={!factor().required}
                        fallback={<p class="self-center text-xs text-ink-3">{t('account.secondFactor.required')}</p>}
                      >
                        <Button look="bad" onClick={() => setAsked('remove')}>
                          {t('account.secondFactor.turnOff')}
                        </Button>
                      </Show>
                    </div>
                  </>
                )}
              </Show>
            </div>
          )}
        </Show>
      </Show>
      <Switch>
        <Match when={asked() === 'set-up'}>
          <SetUpDialog onClose={close} />
        </Match>
        <Match when={asked() === 'codes'}>
          <NewCodesDialog onClose={close} />
        </Match>
        <Match when={asked() === 'remove'}>
          <RemoveDialog onClose={close} />
        </Match>
      </Switch>
    </Card>
  );
}
