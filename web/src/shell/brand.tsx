/** The cloud that speaks. */
export function BrandMark(props: { class?: string; inverse?: boolean }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" class={props.class} aria-hidden="true">
      <path
        d="M7 18.5a4.5 4.5 0 0 1-.6-8.96A6 6 0 0 1 18 10.6a4 4 0 0 1-.5 7.9H7Z"
        class={props.inverse ? 'fill-[oklch(80%_.1_268)]' : 'fill-accent'}
      />
      <path
        d="M9 14.2v-1.4M12 15.6v-4.2M15 14.2v-1.4"
        class={props.inverse ? 'stroke-[oklch(28%_.08_268)]' : 'stroke-accent-ink'}
        stroke-width="1.7"
        stroke-linecap="round"
      />
    </svg>
  );
}
