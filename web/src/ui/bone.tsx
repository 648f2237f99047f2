import { For } from 'solid-js';

/** The shape of something that is on its way. */
export function Bone(props: { class?: string }) {
  return <span class={`shimmer block ${props.class ?? ''}`} aria-hidden="true" />;
}

const boneWidths = ['w-14', 'w-10', 'w-12'];

/** Rows of a table that is on its way; `cells` are the classes of its columns, so that the same ones fall away. */
export function BoneRows(props: { rows: number; cells: readonly { class: string; grow: boolean }[] }) {
  return (
    <For each={Array.from({ length: props.rows })}>
      {(_, row) => (
        <tr class="border-b border-line last:border-0" aria-hidden="true">
          <For each={props.cells}>
            {(cell, column) => (
              <td class={`h-9 px-3 first:pl-4 last:pr-4 max-md:h-11 ${cell.class}`}>
                <Bone
                  class={`h-3 ${cell.grow ? 'w-40' : (boneWidths[(row() + column()) % boneWidths.length] ?? '')} ${cell.class.includes('num') ? 'ml-auto' : ''}`}
                />
              </td>
            )}
          </For>
        </tr>
      )}
    </For>
  );
}
