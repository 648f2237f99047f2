// Copying to the clipboard. Browsers offer `navigator.clipboard` over https alone; on plain http the old way still works in a click.
import { t } from '../i18n/translate.ts';
import { toastDone, toastFailed } from './toast.tsx';

/** Copies, and says that it did, or that it could not and what to do; answers which. Call it in a click. */
export async function copyText(text: string, done: string): Promise<boolean> {
  const copied = (await writeClipboard(text)) || copyTheOldWay(text);
  if (copied) toastDone(done);
  else toastFailed(t('ui.copyFailed'));
  return copied;
}

async function writeClipboard(text: string): Promise<boolean> {
  // The types promise it everywhere.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (clipboard === undefined) return false;
  return clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}

/**
 * By the command, from a selection that is made for it and put back: nothing is focused, so that a dialog which holds the focus does not
 * take the selection away.
 */
function copyTheOldWay(text: string): boolean {
  let taken = false;
  const give = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    taken = event.clipboardData !== null;
  };
  const selection = getSelection();
  const before = selection !== null && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
  const copied = Object.assign(document.createElement('span'), { textContent: text, className: 'sr-only' });
  document.body.append(copied);
  document.addEventListener('copy', give, { once: true, capture: true });
  try {
    selection?.selectAllChildren(copied);
    return document.execCommand('copy') && taken;
  } catch {
    return false;
  } finally {
    document.removeEventListener('copy', give, { capture: true });
    copied.remove();
    selection?.removeAllRanges();
    if (before !== null) selection?.addRange(before);
  }
}
