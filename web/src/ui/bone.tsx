import { For } from 'solid-js';

/** The shape of something that is on its way. */
export function Bone(props: { class?: string }) {
  return <span class={`shimmer block ${props.class ?? ''}`} aria-hidden="true" />;
}

/** Rows of a table that is on its way. */
export function BoneRows(props: { rows: number; columns: number }) {
  const widths = ['w-40', 'w-20', 'w-24', 'w-16', 'w-28', 'w-12'];
  return (
    <For each={Array.from({ length: props.rows })}>
      {(_, row) => (
        <tr class="border-b border-line">
          <For each={Array.from({ length: props.columns })}>
            {(_, column) => (
              <td class="h-9 px-3">
                <Bone class={`h-3 max-w-full ${widths[(row() + column() * 2) % widths.length] ?? 'w-20'}`} />
              </td>
            )}
          </For>
        </tr>
      )}
    </For>
  );
}
