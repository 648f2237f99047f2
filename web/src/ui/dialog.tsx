import * as Kobalte from '@kobalte/core/dialog';
import X from 'lucide-solid/icons/x';
import { type JSX, Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { Button, type ButtonLook } from './button.tsx';
import { FormProblem } from './notice.tsx';

type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  /** Under the title: what this does, in a sentence. */
  lead?: JSX.Element;
  children: JSX.Element;
  width?: 'm' | 'l';
  testId?: string;
};

function CloseButton() {
  return (
    <Kobalte.CloseButton
      class="grid size-8 shrink-0 place-items-center rounded-s text-ink-3 hover:bg-sunken hover:text-ink"
      aria-label={t('shell.close')}
    >
      <X class="size-4" aria-hidden="true" />
    </Kobalte.CloseButton>
  );
}

/** A dialog in the middle; on a phone it stands at the bottom edge, within a thumb's reach. */
export function Dialog(props: DialogProps) {
  return (
    <Kobalte.Root open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Kobalte.Portal>
        <Kobalte.Overlay class="fixed inset-0 z-40 bg-scrim" />
        <div class="fixed inset-0 z-50 flex items-center justify-center p-4 max-md:items-end max-md:p-0">
          <Kobalte.Content
            data-testid={props.testId}
            class={`rise flex max-h-full w-full flex-col rounded-m border border-line bg-raised shadow-pop outline-none max-md:max-h-[92dvh] max-md:rounded-b-none ${props.width === 'l' ? 'max-w-[640px]' : 'max-w-[460px]'}`}
          >
            <header class="flex items-start gap-3 px-5 pt-4">
              <div class="min-w-0 grow pt-0.5">
                <Kobalte.Title class="text-l font-semibold break-words">{props.title}</Kobalte.Title>
                <Show when={props.lead}>
                  <Kobalte.Description class="mt-1 text-s text-ink-2">{props.lead}</Kobalte.Description>
                </Show>
              </div>
              <CloseButton />
            </header>
            <div class="overflow-y-auto px-5 pt-4 pb-5">{props.children}</div>
          </Kobalte.Content>
        </div>
      </Kobalte.Portal>
    </Kobalte.Root>
  );
}

/** A panel at the right edge for the detail of one row: the list stays in sight. A dialog that it opens lies over it. */
export function Drawer(props: Omit<DialogProps, 'width'>) {
  return (
    <Kobalte.Root open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Kobalte.Portal>
        <Kobalte.Overlay class="fixed inset-0 z-40 bg-scrim" />
        <Kobalte.Content
          data-testid={props.testId}
          class="slide-in fixed inset-y-0 right-0 z-40 flex w-full max-w-[440px] flex-col border-l border-line bg-raised shadow-pop outline-none"
        >
          <header class="flex items-center gap-3 border-b border-line px-5 py-3">
            <Kobalte.Title class="min-w-0 grow truncate text-l font-semibold tabular">{props.title}</Kobalte.Title>
            <CloseButton />
          </header>
          <div class="min-h-0 grow overflow-y-auto px-5 py-4">{props.children}</div>
        </Kobalte.Content>
      </Kobalte.Portal>
    </Kobalte.Root>
  );
}

/** The buttons at the foot of a dialog's form. */
export function DialogActions(props: { children: JSX.Element }) {
  return <div class="mt-1 flex flex-wrap justify-end gap-2">{props.children}</div>;
}

type ConfirmProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  body: string;
  confirm: string;
  look?: ButtonLook;
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
};

/** Asks before something that cannot be taken back, and says what will happen. */
export function ConfirmDialog(props: ConfirmProps) {
  return (
    <Dialog open={props.open} onClose={props.onClose} title={props.title} testId="confirm-dialog">
      <div class="grid gap-5">
        <p class="text-s leading-6 text-ink-2">{props.body}</p>
        <FormProblem error={props.error} />
        <DialogActions>
          <Button onClick={() => props.onClose()}>{t('ui.cancel')}</Button>
          <Button
            look={props.look ?? 'bad-main'}
            busy={props.busy}
            onClick={() => props.onConfirm()}
            data-testid="confirm"
          >
            {props.confirm}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
