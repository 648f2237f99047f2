import { For } from 'solid-js';

/** One of a few, each with a line that says what it means. */
export function RadioCards<V extends string>(props: {
  label: string;
  name: string;
  options: readonly { value: V; label: string; help: string }[];
  value: V;
  onValue: (value: V) => void;
}) {
  return (
    <fieldset class="grid gap-1.5">
      <legend class="mb-1.5 text-s text-ink-2">{props.label}</legend>
      <div class="grid grid-cols-2 gap-2 max-sm:grid-cols-1">
        <For each={props.options}>
          {(option) => (
            <label class="grid cursor-pointer content-start gap-0.5 rounded-s border border-line-strong px-3 py-2.5 transition-colors duration-150 has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent">
              <input
                type="radio"
                name={props.name}
                class="sr-only"
                value={option.value}
                checked={props.value === option.value}
                onChange={() => props.onValue(option.value)}
              />
              <span class="text-m font-medium">{option.label}</span>
              <span class="text-xs text-ink-2">{option.help}</span>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
}
