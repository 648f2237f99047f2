import RotateCcw from 'lucide-solid/icons/rotate-ccw';
import { Show } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { Tag } from '../../ui/status.tsx';

/** Whether a field is one's own or comes from above, and the way back to above. */
export function Whose(props: { own: boolean; isDefault: boolean; clear: () => void }) {
  const fromAbove = () => t(props.isDefault ? 'branding.productOwn' : 'branding.inherited');
  return (
    <div class="flex min-h-7 items-center gap-2 text-xs text-ink-2">
      <Tag tone={props.own ? 'transferred' : 'queued'}>{props.own ? t('branding.own') : fromAbove()}</Tag>
      <Show when={props.own}>
        <Button look="ghost" size="s" onClick={() => props.clear()}>
          <RotateCcw class="size-3.5" aria-hidden="true" />
          {t('branding.inherit')}
        </Button>
      </Show>
    </div>
  );
}
