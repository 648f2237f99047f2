import { useQuery } from '@tanstack/solid-query';
import { Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { brand } from '../../session/brand.ts';
import { usePermission } from '../../session/session.ts';
import { settingsQuery } from '../../tenancy/branding/data.ts';
import { PictureControls, PictureView } from '../../tenancy/branding/picture-field.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { dataOf } from '../../ui/query.ts';

/** The logo that stands on statements: that of the brand. */
export function LogoCard() {
  const may = usePermission();
  const query = useQuery(() => ({ ...settingsQuery, enabled: may('branding.write') }));
  const isOwn = () => dataOf(query)?.own.includes('logo') === true;
  const whose = () => (isOwn() ? t('books.logo.own') : t('books.logo.inherited'));
  return (
    <Card label={t('books.logo.title')}>
      <CardHead title={t('books.logo.title')} note={brand()?.logo && dataOf(query) ? whose() : undefined} />
      <div class="grid gap-3 p-4">
        <PictureView variant="logo" picture={dataOf(query)?.shown.logo ?? brand()?.logo ?? null} />
        <Show when={may('branding.write')}>
          <PictureControls variant="logo" own={isOwn()} />
          <p class="text-xs text-ink-3">{t('branding.logoHelp')}</p>
        </Show>
      </div>
    </Card>
  );
}
