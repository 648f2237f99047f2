import type { OrganisationMember, OrganisationUnit } from '@yunhu/api/schemas';
import Headset from 'lucide-solid/icons/headset';
import IdCard from 'lucide-solid/icons/id-card';
import { For, Show, createEffect, createSignal, on } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { t } from '../../i18n/translate.ts';
import { Button } from '../../ui/button.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { inputClass } from '../../ui/field.tsx';

const keyOf = ({ type, id }: OrganisationMember) => `${type} ${id}`;

function MemberRow(props: {
  member: OrganisationMember;
  places: string;
  chosen: boolean;
  onChoose: ((on: boolean) => void) | undefined;
}) {
  return (
    <li class="border-t border-line first:border-0">
      <label class="flex min-h-10 items-center gap-3 px-4 py-1 text-s has-checked:bg-accent-soft">
        <Show when={props.onChoose}>
          {(choose) => (
            <input
              type="checkbox"
              class="size-4 shrink-0 accent-(--accent)"
              aria-label={t('organisation.members.choose', props.member.name)}
              checked={props.chosen}
              onChange={(event) => choose()(event.currentTarget.checked)}
            />
          )}
        </Show>
        <Dynamic
          component={props.member.type === 'seat' ? Headset : IdCard}
          class="size-4 shrink-0 text-ink-3"
          aria-label={t(`organisation.members.${props.member.type}`)}
        />
        <span class="min-w-0 truncate font-medium">{props.member.name}</span>
        <span class="code shrink-0 text-xs text-ink-3">{props.member.note}</span>
        <span class="ml-auto min-w-0 truncate text-right text-xs text-ink-2">{props.places}</span>
      </label>
    </li>
  );
}

function SearchBox(props: { words: string; onWords: (words: string) => void }) {
  return (
    <input
      type="search"
      class={`${inputClass} h-8! max-w-[260px] text-s!`}
      placeholder={t('organisation.members.search')}
      aria-label={t('organisation.members.search')}
      value={props.words}
      onInput={(event) => props.onWords(event.currentTarget.value)}
    />
  );
}

/** What can be done with those who are chosen. */
function BulkBar(props: {
  shown: number;
  picked: readonly OrganisationMember[];
  mayTakeOut: boolean;
  onChooseAll: (on: boolean) => void;
  onPlace: () => void;
  onTakeOut: () => void;
}) {
  const none = () => props.picked.length === 0;
  return (
    <div class="flex min-h-11 flex-wrap items-center gap-2 border-b border-line px-4 py-1.5 text-s">
      <label class="mr-2 flex items-center gap-3">
        <input
          type="checkbox"
          class="size-4 accent-(--accent)"
          checked={props.picked.length === props.shown}
          onChange={(event) => props.onChooseAll(event.currentTarget.checked)}
        />
        {none() ? t('organisation.members.chooseAll') : t('organisation.members.chosen', `${props.picked.length}`)}
      </label>
      <Button size="s" disabled={none()} onClick={() => props.onPlace()} data-testid="place-members">
        {t('organisation.members.place')}
      </Button>
      <Show when={props.mayTakeOut}>
        <Button size="s" disabled={none()} onClick={() => props.onTakeOut()}>
          {t('organisation.members.takeOut')}
        </Button>
      </Show>
    </div>
  );
}

/** Who of a list is found by words, and who of them is chosen. */
function createSelection(members: () => readonly OrganisationMember[]) {
  const [chosen, setChosen] = createSignal<ReadonlySet<string>>(new Set());
  const [words, setWords] = createSignal('');
  createEffect(on(members, () => setChosen(new Set<string>())));
  const shown = () => {
    const sought = words().trim().toLowerCase();
    return members().filter(({ name, note }) => `${name} ${note ?? ''}`.toLowerCase().includes(sought));
  };
  return {
    words,
    setWords,
    shown,
    picked: () => shown().filter((member) => chosen().has(keyOf(member))),
    isChosen: (member: OrganisationMember) => chosen().has(keyOf(member)),
    choose: (some: readonly OrganisationMember[], isOn: boolean) => {
      const keys = new Set(some.map(keyOf));
      const others = [...chosen()].filter((key) => !keys.has(key));
      setChosen(new Set(isOn ? [...others, ...keys] : others));
    },
  };
}

/** People and seats of what is looked at; several are chosen and moved together. */
export function Members(props: {
  members: readonly OrganisationMember[];
  units: readonly OrganisationUnit[];
  title: string;
  mayTakeOut: boolean;
  mayWrite: boolean;
  onPlace: (members: OrganisationMember[]) => void;
  onTakeOut: (members: OrganisationMember[]) => void;
}) {
  const { words, setWords, shown, picked, isChosen, choose } = createSelection(() => props.members);
  const nameOf = (id: string | null) => props.units.find((unit) => unit.id === id)?.name;
  const placesOf = ({ departmentId, teamId, regionId }: OrganisationMember) =>
    [departmentId, teamId, regionId].flatMap((id) => nameOf(id) ?? []).join(' · ');
  const nobody = () => t(words() === '' ? 'organisation.members.empty' : 'organisation.members.nothingFound');
  return (
    <Card label={t('organisation.members.title')}>
      <CardHead title={props.title} note={`${shown().length}`}>
        <SearchBox words={words()} onWords={setWords} />
      </CardHead>
      <Show when={props.mayWrite && shown().length > 0}>
        <BulkBar
          shown={shown().length}
          picked={picked()}
          mayTakeOut={props.mayTakeOut}
          onChooseAll={(isOn) => choose(shown(), isOn)}
          onPlace={() => props.onPlace(picked())}
          onTakeOut={() => props.onTakeOut(picked())}
        />
      </Show>
      <ul data-testid="members">
        <For each={shown()} fallback={<li class="px-4 py-10 text-center text-s text-ink-3">{nobody()}</li>}>
          {(member) => (
            <MemberRow
              member={member}
              places={placesOf(member)}
              chosen={isChosen(member)}
              onChoose={props.mayWrite ? (isOn) => choose([member], isOn) : undefined}
            />
          )}
        </For>
      </ul>
    </Card>
  );
}
