import ChevronDown from 'lucide-solid/icons/chevron-down';
import { Show } from 'solid-js';
import { t } from '../i18n/translate.ts';
import type { RowPlace } from '../ui/table-model.ts';
import type { TenantNode } from './tree.ts';

/** The name of an account, as far in as it stands below others, with the switch of its branch. */
export function NameCell(props: { tenant: TenantNode; place: RowPlace; toggle: (id: string) => void }) {
  const label = () =>
    props.place.isOpen ? t('tenancy.collapse', props.tenant.name) : t('tenancy.expand', props.tenant.name);
  return (
    <span class="flex items-center gap-1" style={{ 'padding-left': `${props.place.depth * 20}px` }}>
      <Show when={props.place.hasBranch} fallback={<span class="w-5" />}>
        <button
          type="button"
          class="grid size-5 place-items-center rounded-s text-ink-3 hover:bg-sunken hover:text-ink"
          aria-label={label()}
          tabindex={-1}
          onClick={() => props.toggle(props.tenant.id)}
        >
          <ChevronDown
            class="size-3.5 transition-transform duration-150"
            classList={{ '-rotate-90': !props.place.isOpen }}
            aria-hidden="true"
          />
        </button>
      </Show>
      <span class="truncate font-medium">{props.tenant.name}</span>
      <span class="truncate text-xs text-ink-3 max-lg:hidden">{props.tenant.loginName}</span>
    </span>
  );
}
