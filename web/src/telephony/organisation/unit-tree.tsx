import type { OrganisationUnit } from '@yunhu/api/schemas';
import Building from 'lucide-solid/icons/building';
import MapPin from 'lucide-solid/icons/map-pin';
import UsersRound from 'lucide-solid/icons/users-round';
import { For, type JSX, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { t } from '../../i18n/translate.ts';
import { ActionMenu, type MenuAction } from '../../ui/menu.tsx';
import { unitRows, type View } from './units.ts';

const icons = { department: Building, team: UsersRound, region: MapPin };

function Row(props: {
  chosen: boolean;
  depth: number;
  onChoose: () => void;
  label: JSX.Element;
  children?: JSX.Element;
}) {
  return (
    <li
      class="flex min-h-9 items-center gap-1 rounded-s pr-1"
      classList={{ 'bg-accent-soft': props.chosen, 'hover:bg-sunken': !props.chosen }}
    >
      <button
        type="button"
        class="flex min-w-0 grow items-center gap-2 py-1.5 pr-1 text-left text-s max-md:py-2.5"
        classList={{ 'font-medium text-accent': props.chosen }}
        style={{ 'padding-left': `${10 + props.depth * 18}px` }}
        aria-current={props.chosen ? 'true' : undefined}
        onClick={() => props.onChoose()}
      >
        {props.label}
      </button>
      {props.children}
    </li>
  );
}

function UnitLabel(props: { unit: OrganisationUnit }) {
  return (
    <>
      <Dynamic component={icons[props.unit.kind]} class="size-4 shrink-0 text-ink-3" aria-hidden="true" />
      <span class="truncate">{props.unit.name}</span>
      <span
        class="code ml-auto shrink-0 text-2xs text-ink-3"
        title={t('organisation.held', `${props.unit.staffCount}`, `${props.unit.seatCount}`)}
      >
        {props.unit.staffCount + props.unit.seatCount}
      </span>
    </>
  );
}

/** Departments with their teams, then regions; one of them, or everybody, is chosen. */
export function UnitTree(props: {
  units: readonly OrganisationUnit[];
  view: View;
  onView: (view: View) => void;
  actions: ((unit: OrganisationUnit) => MenuAction[]) | undefined;
}) {
  const regions = () => props.units.filter(({ kind }) => kind === 'region');
  const isChosen = (unit: OrganisationUnit) => typeof props.view === 'object' && props.view.unitId === unit.id;
  const row = (unit: OrganisationUnit, depth: number) => (
    <Row
      chosen={isChosen(unit)}
      depth={depth}
      onChoose={() => props.onView({ unitId: unit.id })}
      label={<UnitLabel unit={unit} />}
    >
      <Show when={props.actions}>
        {(actions) => <ActionMenu label={t('organisation.actions', unit.name)} actions={actions()(unit)} />}
      </Show>
    </Row>
  );
  const head = 'px-2.5 pt-3 pb-1 text-2xs font-semibold tracking-wider text-ink-3';
  return (
    <div class="p-2" data-testid="unit-tree">
      <ul>
        <Row
          chosen={props.view === 'all'}
          depth={0}
          onChoose={() => props.onView('all')}
          label={t('organisation.everybody')}
        />
        <Row
          chosen={props.view === 'unplaced'}
          depth={0}
          onChoose={() => props.onView('unplaced')}
          label={t('organisation.unplaced')}
        />
      </ul>
      <p class={head}>{t('organisation.sections.departments')}</p>
      <ul>
        <For
          each={unitRows(props.units)}
          fallback={<li class="px-2.5 py-1.5 text-xs text-ink-3">{t('organisation.nothing.departments')}</li>}
        >
          {({ unit, depth }) => row(unit, depth)}
        </For>
      </ul>
      <p class={head}>{t('organisation.sections.regions')}</p>
      <ul>
        <For
          each={regions()}
          fallback={<li class="px-2.5 py-1.5 text-xs text-ink-3">{t('organisation.nothing.regions')}</li>}
        >
          {(unit) => row(unit, 0)}
        </For>
      </ul>
    </div>
  );
}
