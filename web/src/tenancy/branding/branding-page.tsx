import { useQuery } from '@tanstack/solid-query';
import type { Brand, BrandSettings } from '@yunhu/api/schemas';
import { Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useSession } from '../../session/session.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { ErrorState } from '../../ui/notice.tsx';
import { PageBones, PageHead } from '../../ui/page.tsx';
import { dataOf } from '../../ui/query.ts';
import { MailsCard } from '../mail/mails-card.tsx';
import { BrandForm, type Draft } from './brand-form.tsx';
import { ClaimsCard } from './claims-card.tsx';
import { settingsQuery } from './data.ts';
import { DomainCard } from './domain-card.tsx';
import { PictureControls, PictureView } from './picture-field.tsx';
import { BrandPreview } from './preview.tsx';

function Pictures(props: { settings: BrandSettings }) {
  return (
    <Card label={t('branding.pictures')}>
      <CardHead title={t('branding.pictures')} />
      <div class="grid gap-5 p-4 sm:grid-cols-[2fr_1fr]">
        <div class="grid content-start gap-2.5">
          <h3 class="text-s text-ink-2">{t('branding.logo')}</h3>
          <PictureView variant="logo" picture={props.settings.shown.logo} />
          <PictureControls variant="logo" own={props.settings.own.includes('logo')} />
          <p class="text-xs text-ink-3">{t('branding.logoHelp')}</p>
        </div>
        <div class="grid content-start gap-2.5">
          <h3 class="text-s text-ink-2">{t('branding.mark')}</h3>
          <PictureView variant="mark" picture={props.settings.shown.mark} />
          <PictureControls variant="mark" own={props.settings.own.includes('mark')} />
          <p class="text-xs text-ink-3">{t('branding.markHelp')}</p>
        </div>
      </div>
    </Card>
  );
}

/** What the platform calls itself and looks like for a tenant and everybody below it. */
export default function BrandingPage() {
  const session = useSession();
  const query = useQuery(() => settingsQuery);
  const [draft, setDraft] = createSignal<Draft | null>(null);
  const previewed = (settings: BrandSettings): Brand => {
    const name = draft()?.name ?? '';
    return { ...settings.shown, name: name === '' ? settings.inherited.name : name };
  };
  return (
    <>
      <PageHead title={t('branding.title')} line={t('branding.lead')} />
      <Show
        when={!query.isLoadingError}
        fallback={<ErrorState error={query.error} retry={() => void query.refetch()} />}
      >
        <Show when={dataOf(query)} fallback={<PageBones />}>
          {(settings) => (
            <div class="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_400px]">
              <div class="grid gap-4">
                <BrandForm settings={settings()} onDraft={setDraft} />
                <Pictures settings={settings()} />
                <DomainCard settings={settings()} />
                <Show when={session().tenant.kind !== 'customer'}>
                  <ClaimsCard />
                </Show>
                <MailsCard />
              </div>
              <Card class="lg:sticky lg:top-[68px]" label={t('branding.preview')}>
                <CardHead title={t('branding.preview')} />
                <div class="p-4">
                  <BrandPreview brand={previewed(settings())} accent={draft()?.accent ?? null} />
                </div>
              </Card>
            </div>
          )}
        </Show>
      </Show>
    </>
  );
}
