import { Show, createEffect, onCleanup } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { Button } from './button.tsx';

/** The foot of a long list: loads the next page when it comes into sight, and by a button for everybody else. */
export function LoadMore(props: { shown: string; hasMore: boolean; busy: boolean; onMore: () => void }) {
  let foot: HTMLDivElement | undefined;
  createEffect(() => {
    if (!props.hasMore || foot === undefined) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && !props.busy && props.onMore(),
      { rootMargin: '600px' },
    );
    observer.observe(foot);
    onCleanup(() => observer.disconnect());
  });
  return (
    <div
      ref={foot}
      class="flex min-h-10 items-center justify-center gap-3 border-t border-line px-4 py-1.5 text-xs text-ink-3"
    >
      <span>{props.shown}</span>
      <Show when={props.hasMore}>
        <Button size="s" look="ghost" busy={props.busy} onClick={() => props.onMore()}>
          {t('ui.loadMore')}
        </Button>
      </Show>
    </div>
  );
}
