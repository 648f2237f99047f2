import type { BrandPicture } from '@yunhu/api/schemas';
import ImagePlus from 'lucide-solid/icons/image-plus';
import { Show, createSignal } from 'solid-js';
import { t, tMaybe } from '../../i18n/translate.ts';
import { brandName } from '../../session/brand.ts';
import { Problem, problemText } from '../../session/problem.ts';
import { Button } from '../../ui/button.tsx';
import { toastDone, toastProblem } from '../../ui/toast.tsx';
import { type PictureVariant, useRemovePicture, useSetPicture } from './data.ts';

/** A logo or mark as it is on paper, whatever theme the page is in. */
export function PictureView(props: { variant: PictureVariant; picture: BrandPicture | null }) {
  return (
    <div class="grid min-h-24 place-items-center rounded-s border border-line bg-[#fff] p-4">
      <Show
        when={props.picture}
        fallback={
          <p class="text-center text-xs text-[#5d6673]">
            {t(props.variant === 'logo' ? 'branding.none' : 'branding.noneMark')}
          </p>
        }
      >
        {(picture) => (
          <img
            src={picture().url}
            alt={t('branding.alt', brandName())}
            class="max-h-16 max-w-full object-contain"
            data-testid={props.variant}
          />
        )}
      </Show>
    </div>
  );
}

/** To choose another picture, or to take one's own away. */
export function PictureControls(props: { variant: PictureVariant; own: boolean }) {
  const set = useSetPicture(() => props.variant);
  const remove = useRemovePicture(() => props.variant);
  const [input, setInput] = createSignal<HTMLInputElement>();
  const take = (file: File | undefined) =>
    file !== undefined && set.mutate(file, { onSuccess: () => toastDone(t('branding.pictureSaved')) });
  return (
    <>
      <Show when={set.error}>
        {(error) => (
          <p
            role="alert"
            class="rounded-s bg-bad-soft px-3 py-2 text-s text-bad-ink"
            data-testid={`${props.variant}-problem`}
          >
            {pictureProblem(error())}
          </p>
        )}
      </Show>
      <div class="flex flex-wrap items-center gap-2">
        <input
          ref={setInput}
          type="file"
          class="sr-only"
          tabIndex={-1}
          accept="image/png,image/jpeg,image/svg+xml"
          aria-label={`${t('branding.upload')} ${t(`branding.${props.variant}`)}`}
          onChange={(event) => {
            take(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
          data-testid={`${props.variant}-file`}
        />
        <Button busy={set.isPending} onClick={() => input()?.click()}>
          <ImagePlus class="size-4" aria-hidden="true" />
          {props.own ? t('branding.replace') : t('branding.upload')}
        </Button>
        <Show when={props.own}>
          <Button
            look="ghost"
            busy={remove.isPending}
            onClick={() =>
              remove.mutate(undefined, {
                onSuccess: () => toastDone(t('branding.removed')),
                onError: (error) => toastProblem(error),
              })
            }
            data-testid={`${props.variant}-remove`}
          >
            {t('branding.inherit')}
          </Button>
        </Show>
      </div>
    </>
  );
}

/** What is wrong with the picture itself, where the API says so. */
function pictureProblem(error: unknown): string {
  const field = error instanceof Problem ? error.fields[0] : undefined;
  return field === undefined ? problemText(error) : tMaybe('problems.fields', field.code, field.message);
}
