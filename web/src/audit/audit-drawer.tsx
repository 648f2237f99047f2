import type { AuditEntry } from '@yunhu/api/schemas';
import ArrowRight from 'lucide-solid/icons/arrow-right';
import EyeOff from 'lucide-solid/icons/eye-off';
import { For, Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { useFormat } from '../session/format.ts';
import { Button } from '../ui/button.tsx';
import { Drawer } from '../ui/dialog.tsx';
import { Fact, Facts } from '../ui/fact.tsx';
import type { AuditAddress } from './audit-address.ts';
import { actionWords, actorWords, fieldWords, subjectWords, valueWords } from './audit-words.ts';

/** Each field that changed, as it was and as it is. */
function Changes(props: { entry: AuditEntry }) {
  const format = useFormat();
  const keys = () => [...new Set([...Object.keys(props.entry.before ?? {}), ...Object.keys(props.entry.after ?? {})])];
  return (
    <Show when={keys().length > 0}>
      <section class="grid gap-2">
        <h3 class="text-s font-semibold">{t('audit.drawer.what')}</h3>
        <ul class="grid gap-1.5" data-testid="audit-changes">
          <For each={keys()}>
            {(key) => (
              <li class="rounded-s bg-sunken px-3 py-2 text-xs">
                <p class="mb-1 text-ink-3">{fieldWords(key)}</p>
                <p class="flex flex-wrap items-center gap-2">
                  <Show when={props.entry.before !== null}>
                    <del class="min-w-0 break-all text-bad-ink">
                      {valueWords(key, props.entry.before?.[key], format)}
                    </del>
                    <ArrowRight class="size-3 shrink-0 text-ink-3" aria-hidden="true" />
                  </Show>
                  <ins class="min-w-0 font-medium break-all text-ok-ink no-underline">
                    {valueWords(key, props.entry.after?.[key], format)}
                  </ins>
                </p>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}

function Details(props: { entry: AuditEntry }) {
  const format = useFormat();
  const fields = () => Object.entries(props.entry.details).filter(([, value]) => value !== null);
  return (
    <Show when={fields().length > 0}>
      <section class="grid gap-2">
        <h3 class="text-s font-semibold">{t('audit.drawer.details')}</h3>
        <Facts>
          <For each={fields()}>
            {([key, value]) => <Fact label={fieldWords(key)}>{valueWords(key, value, format)}</Fact>}
          </For>
        </Facts>
      </section>
    </Show>
  );
}

/** Where it came from, and what the system calls it. */
function Origin(props: { entry: AuditEntry }) {
  return (
    <Facts class="border-t border-line pt-4 text-2xs">
      <Fact label={t('audit.drawer.address')}>{props.entry.address ?? t('ui.none')}</Fact>
      <Fact label={t('audit.drawer.client')}>
        {props.entry.client === null ? t('ui.none') : t(`audit.clients.${props.entry.client}`)}
      </Fact>
      <Fact label={t('audit.drawer.code')}>
        <span class="code">{props.entry.action}</span>
      </Fact>
      <Fact label={t('audit.drawer.subjectId')}>
        <span class="code break-all">{props.entry.subject.id}</span>
      </Fact>
      <Fact label={t('audit.drawer.request')}>
        <span class="code break-all">{props.entry.requestId ?? t('ui.none')}</span>
      </Fact>
    </Facts>
  );
}

/** One entry with everything that is known of it, and the ways to what belongs to it. */
export function AuditDrawer(props: { entry: AuditEntry; address: AuditAddress; onClose: () => void }) {
  const format = useFormat();
  const narrow = (values: Partial<Record<'subject' | 'person' | 'session', string>>) =>
    props.address.write({ ...values, entry: '' });
  return (
    <Drawer open onClose={props.onClose} title={actionWords(props.entry.action)} testId="audit-drawer">
      <div class="grid gap-5">
        <Facts>
          <Fact label={t('audit.columns.at')}>{format.dateTime(props.entry.occurredAt)}</Fact>
          <Fact label={t('audit.columns.company')}>{props.entry.tenant.name}</Fact>
          <Fact label={t('audit.columns.actor')}>
            {[actorWords(props.entry), props.entry.actor.tenant?.name ?? ''].filter((text) => text !== '').join(' · ')}
          </Fact>
          <Show when={subjectWords(props.entry)}>
            {(words) => <Fact label={t('audit.columns.subject')}>{words()}</Fact>}
          </Show>
        </Facts>
        <Show when={props.entry.hidden}>
          <p class="flex items-center gap-2 rounded-s bg-sunken px-3 py-2 text-xs text-ink-2">
            <EyeOff class="size-3.5 shrink-0" aria-hidden="true" />
            {t('audit.hidden')}
          </p>
        </Show>
        <Changes entry={props.entry} />
        <Details entry={props.entry} />
        <div class="flex flex-wrap gap-2">
          <Button size="s" onClick={() => narrow({ subject: props.entry.subject.id })} data-testid="only-subject">
            {t('audit.onlyThis')}
          </Button>
          <Show when={props.entry.actor.kind !== 'above' && props.entry.actor.staff}>
            {(person) => (
              <Button size="s" onClick={() => narrow({ person: person().id })} data-testid="only-person">
                {t('audit.onlyPerson')}
              </Button>
            )}
          </Show>
          <Show when={props.entry.supportSessionId}>
            {(session) => (
              <Button size="s" onClick={() => narrow({ session: session() })}>
                {t('audit.supportSession')}
              </Button>
            )}
          </Show>
        </div>
        <Origin entry={props.entry} />
      </div>
    </Drawer>
  );
}
