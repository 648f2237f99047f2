import { type JSX, Show, splitProps } from 'solid-js';

export type ButtonLook = 'main' | 'plain' | 'ghost' | 'bad' | 'bad-main';

const base =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-s border font-book whitespace-nowrap transition-colors duration-150 disabled:cursor-not-allowed disabled:opacity-50 aria-busy:cursor-progress';

const looks: Record<ButtonLook, string> = {
  main: 'border-accent bg-accent text-accent-ink not-disabled:hover:brightness-110',
  plain: 'border-line-strong bg-surface text-ink not-disabled:hover:bg-hover',
  ghost: 'border-transparent bg-transparent text-ink-2 not-disabled:hover:bg-sunken not-disabled:hover:text-ink',
  bad: 'border-line-strong bg-surface text-bad-ink not-disabled:hover:bg-bad-soft',
  'bad-main': 'border-bad-ink bg-bad-ink text-surface not-disabled:hover:brightness-110',
};

const sizes = { s: 'h-7 px-2.5 text-xs', m: 'h-8 px-3.5 text-s', l: 'h-10 px-4 text-m', icon: 'size-8 text-s' };

/** The classes of a button, for links and triggers that look like one. */
export function buttonClass(look: ButtonLook = 'plain', size: keyof typeof sizes = 'm'): string {
  return `${base} ${looks[look]} ${sizes[size]}`;
}

type ButtonProps = JSX.ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: ButtonLook;
  size?: keyof typeof sizes;
  /** Work is under way: the button keeps its width and takes no second press. */
  busy?: boolean;
};

export function Button(props: ButtonProps) {
  const [own, rest] = splitProps(props, ['look', 'size', 'busy', 'class', 'children', 'disabled', 'type']);
  return (
    <button
      {...rest}
      type={own.type ?? 'button'}
      class={`${buttonClass(own.look, own.size)} ${own.class ?? ''}`}
      disabled={own.disabled || own.busy}
      aria-busy={own.busy ? 'true' : undefined}
    >
      <Show when={own.busy}>
        <span class="pulse-live size-1.5 rounded-full bg-current" aria-hidden="true" />
      </Show>
      {own.children}
    </button>
  );
}
