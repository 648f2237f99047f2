import Copy from 'lucide-solid/icons/copy';
import Download from 'lucide-solid/icons/download';
import { For } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { copyText } from '../ui/copy.ts';
import { DialogActions } from '../ui/dialog.tsx';

/** Shown once: to be copied, kept as a file, or written down. */
export function RecoveryCodeList(props: { codes: readonly string[]; onDone: () => void }) {
  const text = () => `${props.codes.join('\n')}\n`;
  const copy = () => void copyText(text(), t('account.recovery.copied'));
  const keep = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text()], { type: 'text/plain' }));
    link.download = 'yunhu-recovery-codes.txt';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <div class="grid gap-4">
      <ul
        class="grid grid-cols-1 gap-x-6 gap-y-1.5 rounded-s bg-sunken p-4 sm:grid-cols-2"
        data-testid="recovery-codes"
      >
        <For each={props.codes}>{(code) => <li class="code text-s select-all">{code}</li>}</For>
      </ul>
      <DialogActions>
        <Button onClick={copy}>
          <Copy class="size-4" aria-hidden="true" />
          {t('account.recovery.copy')}
        </Button>
        <Button onClick={keep}>
          <Download class="size-4" aria-hidden="true" />
          {t('account.recovery.keep')}
        </Button>
        <Button look="main" onClick={() => props.onDone()} data-testid="codes-kept">
          {t('account.recovery.done')}
        </Button>
      </DialogActions>
    </div>
  );
}
