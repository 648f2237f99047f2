import { createEffect, createSignal, onCleanup } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { Button } from './button.tsx';

/** The foot of a list that goes on: loads the next page when it comes into sight, and by a button for everybody else. */
export function LoadMore(props: { shown: string; busy: boolean; onMore: () => void }) {
  const [foot, setFoot] = createSignal<HTMLDivElement>();
  createEffect(() => {
    const element = foot();
    if (element === undefined) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting) && !props.busy) props.onMore();
      },
      { rootMargin: '600px' },
    );
    observer.observe(element);
    onCleanup(() => observer.disconnect());
  });
  return (
    <div
      ref={setFoot}
      class="flex min-h-10 items-center justify-center gap-3 border-t border-line px-4 py-1.5 text-xs text-ink-3"
    >
      <span>{props.shown}</span>
      <Button size="s" look="ghost" busy={props.busy} onClick={() => props.onMore()}>
        {t('ui.loadMore')}
      </Button>
    </div>
  );
}
