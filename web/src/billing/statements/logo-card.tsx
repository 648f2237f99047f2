import { useQuery } from '@tanstack/solid-query';
import type { Logo } from '@yunhu/api/schemas';
import ImagePlus from 'lucide-solid/icons/image-plus';
import { Show, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { usePermission } from '../../session/session.ts';
import { Bone } from '../../ui/bone.tsx';
import { Button } from '../../ui/button.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { FormProblem } from '../../ui/notice.tsx';
import { dataOf } from '../../ui/query.ts';
import { toastDone, toastProblem } from '../../ui/toast.tsx';
import { logoAddress, logoQuery, useRemoveLogo, useSetLogo } from '../ledger/data.ts';

/** To choose another picture, or to take one's own away. */
function LogoControls(props: { logo: Logo | null | undefined }) {
  const set = useSetLogo();
  const remove = useRemoveLogo();
  const [input, setInput] = createSignal<HTMLInputElement>();
  const take = (file: File | undefined) =>
    file !== undefined && set.mutate(file, { onSuccess: () => toastDone(t('books.logo.saved')) });
  return (
    <>
      <FormProblem error={set.error} />
      <div class="flex flex-wrap items-center gap-2">
        <input
          ref={setInput}
          type="file"
          class="sr-only"
          tabIndex={-1}
          accept="image/png,image/jpeg"
          aria-label={t('books.logo.upload')}
          onChange={(event) => {
            take(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
          data-testid="logo-file"
        />
        <Button busy={set.isPending} onClick={() => input()?.click()}>
          <ImagePlus class="size-4" aria-hidden="true" />
          {props.logo?.own === true ? t('books.logo.replace') : t('books.logo.upload')}
        </Button>
        <Show when={props.logo?.own === true}>
          <Button
            look="ghost"
            busy={remove.isPending}
            onClick={() =>
              remove.mutate(undefined, {
                onSuccess: () => toastDone(t('books.logo.removed')),
                onError: (error) => toastProblem(error),
              })
            }
          >
            {t('books.logo.remove')}
          </Button>
        </Show>
      </div>
      <p class="text-xs text-ink-3">{t('books.logo.help')}</p>
    </>
  );
}

/** The logo that stands on statements: one's own, or that of who stands above. */
export function LogoCard() {
  const may = usePermission();
  const query = useQuery(() => logoQuery);
  const logo = () => dataOf(query)?.logo;
  const whose = () => (logo()?.own === true ? t('books.logo.own') : t('books.logo.inherited'));
  return (
    <Card label={t('books.logo.title')}>
      <CardHead title={t('books.logo.title')} note={logo() ? whose() : undefined} />
      <div class="grid gap-3 p-4">
        <Show when={dataOf(query)} fallback={<Bone class="h-16 w-full" />}>
          <div class="grid min-h-24 place-items-center rounded-s border border-line bg-white p-4">
            <Show when={logo()} fallback={<p class="text-center text-xs text-[#5d6673]">{t('books.logo.none')}</p>}>
              <img
                src={logoAddress(query.dataUpdatedAt)}
                alt={t('books.logo.alt')}
                class="max-h-16 max-w-full object-contain"
                data-testid="logo"
              />
            </Show>
          </div>
        </Show>
        <Show when={may('branding.write')}>
          <LogoControls logo={logo()} />
        </Show>
      </div>
    </Card>
  );
}
