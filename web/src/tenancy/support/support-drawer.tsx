import { A } from '@solidjs/router';
import { useQuery } from '@tanstack/solid-query';
import type { SupportSessionDetail } from '@yunhu/api/schemas';
import { For, Show } from 'solid-js';
import { t, tMaybe } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Drawer } from '../../ui/dialog.tsx';
import { Fact, Facts } from '../../ui/fact.tsx';
import { dataOf } from '../../ui/query.ts';
import { supportSessionQuery } from './data.ts';
import { EndButton, StateTag } from './support-columns.tsx';

/** What a path is about, by its beginning. */
function areaOf(path: string): string {
  const area = path.split('/')[2] ?? '';
  return tMaybe('support.areas', area, area);
}

function Views(props: { session: SupportSessionDetail }) {
  const format = useFormat();
  return (
    <section class="grid gap-2">
      <h3 class="text-s font-semibold">{t('support.viewed')}</h3>
      <Show
        when={props.session.viewed.length > 0}
        fallback={<p class="text-xs text-ink-3">{t('support.nothingViewed')}</p>}
      >
        <ol class="grid gap-1.5" data-testid="support-views">
          <For each={props.session.viewed}>
            {(view) => (
              <li class="grid grid-cols-[1fr_auto] gap-x-3 rounded-s bg-sunken px-3 py-2 text-xs">
                <span class="font-medium">{areaOf(view.path)}</span>
                <span class="text-ink-3 tabular">
                  {format.shortDateTime(view.lastAt)} · {t('support.times', format.count(view.times))}
                </span>
                <span class="code col-span-2 text-2xs break-all text-ink-3">{view.path}</span>
              </li>
            )}
          </For>
        </ol>
      </Show>
    </section>
  );
}

/** One session: who, why, for how long, and at what. */
export function SupportDrawer(props: { id: string; onClose: () => void }) {
  const format = useFormat();
  const query = useQuery(() => supportSessionQuery(props.id));
  return (
    <Drawer open={props.id !== ''} onClose={props.onClose} title={t('support.title')} testId="support-drawer">
      <Show when={dataOf(query)}>
        {(session) => (
          <div class="grid gap-5">
            <div class="flex items-center gap-3 text-s">
              <StateTag session={session()} />
              <span class="ml-auto">
                <EndButton session={session()} />
              </span>
            </div>
            <p class="rounded-s bg-sunken px-3 py-2 text-s break-words">{session().reason}</p>
            <Facts>
              <Fact label={t('support.columns.staff')}>{session().staff.name}</Fact>
              <Fact label={t('support.company')}>{session().staffTenant.name}</Fact>
              <Fact label={t('support.columns.tenant')}>{session().tenant.name}</Fact>
              <Fact label={t('support.columns.openedAt')}>{format.dateTime(session().openedAt)}</Fact>
              <Fact label={t('support.until')}>{format.dateTime(session().endedAt ?? session().until)}</Fact>
              <Fact label={t('support.from')}>{session().address ?? t('ui.none')}</Fact>
            </Facts>
            <Views session={session()} />
            <A
              class="text-s text-accent hover:underline"
              href={`/audit?session=${session().id}&tenant=${session().tenant.id}`}
            >
              {t('support.inAudit')}
            </A>
          </div>
        )}
      </Show>
    </Drawer>
  );
}
