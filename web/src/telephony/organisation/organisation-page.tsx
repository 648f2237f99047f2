import { useQuery } from '@tanstack/solid-query';
import type { OrganisationMember, OrganisationUnit, PlaceMembersBody, UnitKind } from '@yunhu/api/schemas';
import Plus from 'lucide-solid/icons/plus';
import { For, Match, Show, Switch, createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { usePermission } from '../../session/session.ts';
import { Bone } from '../../ui/bone.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import type { MenuAction } from '../../ui/menu.tsx';
import { ErrorState } from '../../ui/notice.tsx';
import { PageHead } from '../../ui/page.tsx';
import { dataOf } from '../../ui/query.ts';
import { toastDone, toastProblem } from '../../ui/toast.tsx';
import { membersQuery, unitsQuery, usePlaceMembers } from './data.ts';
import { Members } from './members.tsx';
import { PlaceDialog } from './place-dialog.tsx';
import { DeleteUnitDialog, UnitDialog } from './unit-dialogs.tsx';
import { UnitTree } from './unit-tree.tsx';
import { membersIn, placeIn, type View, wayBack } from './units.ts';

type Asked =
  | { kind: 'unit'; unitKind: UnitKind; unit: OrganisationUnit | null }
  | { kind: 'delete'; unit: OrganisationUnit }
  | { kind: 'place'; members: OrganisationMember[] };

const kinds: readonly UnitKind[] = ['department', 'team', 'region'];
const nowhere = { departmentId: null, teamId: null } as const;

/** Moves members at once and offers the way back. */
function usePlacing() {
  const place = usePlaceMembers();
  return async (members: readonly OrganisationMember[], to: Partial<PlaceMembersBody>, said: string) => {
    const back = wayBack(members);
    await place.mutateAsync([{ members: members.map(({ type, id }) => ({ type, memberId: id })), ...to }]);
    const undo = () => void place.mutateAsync(back).then(() => toastDone(t('organisation.place.undone')), toastProblem);
    toastDone(said, { label: t('ui.undo'), run: undo });
  };
}

function unitActions(unit: OrganisationUnit, ask: (asked: Asked) => void): MenuAction[] {
  return [
    { label: t('organisation.rename'), run: () => ask({ kind: 'unit', unitKind: unit.kind, unit }) },
    { label: t('organisation.remove'), bad: true, run: () => ask({ kind: 'delete', unit }) },
  ];
}

function Dialogs(props: {
  asked: Asked | null;
  units: readonly OrganisationUnit[];
  within: string | null;
  onPlace: (members: OrganisationMember[], unit: OrganisationUnit) => Promise<void>;
  onClose: () => void;
}) {
  const asked = <K extends Asked['kind']>(kind: K) =>
    props.asked?.kind === kind ? (props.asked as Extract<Asked, { kind: K }>) : null;
  return (
    <Switch>
      <Match when={asked('unit')} keyed>
        {(about) => (
          <UnitDialog
            kind={about.unitKind}
            unit={about.unit}
            within={about.unitKind === 'region' ? null : props.within}
            units={props.units}
            onClose={props.onClose}
          />
        )}
      </Match>
      <Match when={asked('delete')} keyed>
        {(about) => <DeleteUnitDialog unit={about.unit} onClose={props.onClose} />}
      </Match>
      <Match when={asked('place')} keyed>
        {(about) => (
          <PlaceDialog
            members={about.members}
            units={props.units}
            onPlace={(unit) => props.onPlace(about.members, unit)}
            onClose={props.onClose}
          />
        )}
      </Match>
    </Switch>
  );
}

function AddButtons(props: { onAdd: (kind: UnitKind) => void }) {
  return (
    <div class="mb-3 flex flex-wrap gap-2">
      <For each={kinds}>
        {(kind) => (
          <Button
            look={kind === 'department' ? 'main' : 'plain'}
            onClick={() => props.onAdd(kind)}
            data-testid={`add-${kind}`}
          >
            <Plus class="size-4" aria-hidden="true" />
            {t(`organisation.add.${kind}`)}
          </Button>
        )}
      </For>
    </div>
  );
}

/** What is on the page once both lists are known. */
function Organisation(props: { units: OrganisationUnit[]; members: OrganisationMember[]; mayWrite: boolean }) {
  const [view, setView] = createSignal<View>('all');
  const [asked, setAsked] = createSignal<Asked | null>(null);
  const place = usePlacing();
  const looked = () => {
    const current = view();
    return typeof current === 'string' ? null : (props.units.find(({ id }) => id === current.unitId) ?? null);
  };
  const title = () => looked()?.name ?? t(view() === 'unplaced' ? 'organisation.unplaced' : 'organisation.everybody');
  const takeOut = (members: OrganisationMember[]) => {
    const to = looked()?.kind === 'region' ? { regionId: null } : nowhere;
    void place(members, to, t('organisation.place.out', `${members.length}`)).catch(toastProblem);
  };
  return (
    <>
      <Show when={props.mayWrite}>
        <AddButtons onAdd={(unitKind) => setAsked({ kind: 'unit', unitKind, unit: null })} />
      </Show>
      <div class="grid grid-cols-[300px_minmax(0,1fr)] items-start gap-4 max-lg:grid-cols-1">
        <Card label={t('organisation.title')}>
          <UnitTree
            units={props.units}
            view={view()}
            onView={setView}
            actions={props.mayWrite ? (unit) => unitActions(unit, setAsked) : undefined}
          />
        </Card>
        <Members
          members={membersIn(props.members, props.units, view())}
          units={props.units}
          title={title()}
          mayTakeOut={looked() !== null}
          mayWrite={props.mayWrite && props.units.length > 0}
          onPlace={(members) => setAsked({ kind: 'place', members })}
          onTakeOut={takeOut}
        />
      </div>
      <Dialogs
        asked={asked()}
        units={props.units}
        within={looked()?.kind === 'department' ? (looked()?.id ?? null) : null}
        onPlace={(members, unit) =>
          place(members, placeIn(unit), t('organisation.place.done', `${members.length}`, unit.name))
        }
        onClose={() => setAsked(null)}
      />
    </>
  );
}

/** Departments, teams and regions, and who and what belongs to them. */
export default function OrganisationPage() {
  const units = useQuery(() => unitsQuery);
  const members = useQuery(() => membersQuery);
  const may = usePermission();
  const known = () => {
    const [these, those] = [dataOf(units), dataOf(members)];
    return these === undefined || those === undefined ? null : { units: these.items, members: those.items };
  };
  const failed = () => (units.isLoadingError ? units : members.isLoadingError ? members : null);
  return (
    <>
      <PageHead title={t('organisation.title')} line={t('organisation.lead')} />
      <Show
        when={failed()}
        fallback={
          <Show when={known()} fallback={<Bone class="h-96 w-full" />}>
            {(both) => (
              <Organisation units={both().units} members={both().members} mayWrite={may('organisation.write')} />
            )}
          </Show>
        }
      >
        {(query) => <ErrorState error={query().error} retry={() => void query().refetch()} />}
      </Show>
    </>
  );
}
