import { createMemo } from 'solid-js';

const height = 40;
const gap = 4;

/** Bars about a middle line; `share` of them, from the left, in the colour of what was played. Drawn as wide as there is room. */
export function Waveform(props: { bars: readonly number[]; share?: number; class?: string }) {
  const path = createMemo(() =>
    props.bars
      .map((level, i) => {
        const reach = Math.max(0.6, level * (height / 2 - 1.5));
        return `M${i * gap + gap / 2} ${(height / 2 - reach).toFixed(1)}V${(height / 2 + reach).toFixed(1)}`;
      })
      .join(''),
  );
  const cut = () => `inset(0 ${100 - 100 * (props.share ?? 0)}% 0 0)`;
  return (
    <svg
      class={`block ${props.class ?? 'h-10 w-full'}`}
      viewBox={`0 0 ${props.bars.length * gap} ${height}`}
      preserveAspectRatio="none"
      fill="none"
      stroke-width="2"
      stroke-linecap="round"
      aria-hidden="true"
    >
      <path d={path()} class="stroke-ink-3/60" vector-effect="non-scaling-stroke" />
      <path d={path()} class="stroke-accent" vector-effect="non-scaling-stroke" style={{ 'clip-path': cut() }} />
    </svg>
  );
}
