import Upload from 'lucide-solid/icons/upload';
import X from 'lucide-solid/icons/x';
import { Show, createSignal } from 'solid-js';

type FileDropProps = {
  words: string;
  /** While a file hangs over it. */
  overWords: string;
  help?: string;
  accept: string;
  multiple?: boolean;
  /** What the field of the file is called to who does not see the words. */
  label: string;
  /** `line` is one line, for the exception beside what is there already. */
  size?: 'line' | 's' | 'm' | 'l';
  /** A file is on its way: nothing else is taken. */
  busy?: boolean;
  onFiles: (files: readonly File[]) => void;
  testId: string;
};

const sizes = {
  line: { zone: 'gap-2 py-2.5', icon: 'size-4', words: 'text-s' },
  s: { zone: 'flex-col gap-1 py-4', icon: 'size-4', words: 'text-s' },
  m: { zone: 'flex-col gap-2 py-8', icon: 'size-5', words: 'text-s' },
  l: { zone: 'flex-col gap-2 py-16', icon: 'size-5', words: 'text-m' },
} as const;

/** Takes files: dropped, or chosen. What they may be is the caller's to say. */
export function FileDrop(props: FileDropProps) {
  const [isOver, setIsOver] = createSignal(false);
  const look = () => sizes[props.size ?? 'm'];
  const take = (files: FileList | null | undefined): void => {
    if (props.busy !== true && files && files.length > 0) props.onFiles([...files]);
  };
  return (
    <label
      class={`flex cursor-pointer items-center justify-center rounded-m border border-dashed border-line-strong bg-sunken px-4 text-center transition-colors duration-150 hover:border-accent has-focus-visible:outline-2 has-focus-visible:outline-accent ${look().zone}`}
      classList={{ 'border-accent! bg-accent-soft!': isOver(), 'cursor-progress!': props.busy === true }}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <Upload
        class={`shrink-0 text-ink-3 ${look().icon}`}
        classList={{ 'pulse-live': props.busy === true }}
        aria-hidden="true"
      />
      <span class={`max-w-full truncate font-book ${look().words}`} aria-live="polite">
        {isOver() ? props.overWords : props.words}
      </span>
      <Show when={props.size !== 'line' && props.help}>
        <span class="max-w-[460px] text-xs text-balance text-ink-3">{props.help}</span>
      </Show>
      <input
        type="file"
        class="sr-only"
        multiple={props.multiple ?? false}
        accept={props.accept}
        disabled={props.busy ?? false}
        aria-label={props.label}
        onChange={(event) => {
          take(event.currentTarget.files);
          // So that the same file can be chosen again.
          event.currentTarget.value = '';
        }}
        data-testid={props.testId}
      />
    </label>
  );
}

/** A file that was chosen and waits. */
export function ChosenFile(props: {
  icon: typeof Upload;
  name: string;
  note: string;
  removeLabel: string;
  onRemove: () => void;
}) {
  return (
    <div class="flex items-center gap-3 rounded-m border border-line-strong px-4 py-3 text-s">
      <props.icon class="size-4 shrink-0 text-ink-2" aria-hidden="true" />
      <span class="min-w-0 grow truncate">{props.name}</span>
      <span class="shrink-0 text-xs text-ink-3">{props.note}</span>
      <button
        type="button"
        class="grid size-7 shrink-0 place-items-center rounded-s text-ink-3 hover:bg-sunken hover:text-ink"
        aria-label={props.removeLabel}
        onClick={() => props.onRemove()}
      >
        <X class="size-4" aria-hidden="true" />
      </button>
    </div>
  );
}
