import { A } from '@solidjs/router';
import type { Deck, Job } from '@yunhu/api/schemas';
import CircleCheck from 'lucide-solid/icons/circle-check';
import Undo2 from 'lucide-solid/icons/undo-2';
import { createSignal } from 'solid-js';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { pages } from '../../shell/pages.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { type Undoing, UndoVersion } from './undo-version.tsx';

/** The end of an import: what came of it, and the way back. */
export function AppliedDeck(props: { deck: Deck; job: Job | undefined }) {
  const format = useFormat();
  const counts = () => {
    const result = props.job?.result ?? {};
    const count = (name: 'added' | 'changed' | 'removed') => {
      const known = result[name];
      return format.count(typeof known === 'number' ? known : (props.deck.summary?.[name] ?? 0));
    };
    return t('decks.apply.doneLine', count('added'), count('changed'), count('removed'));
  };
  const [undoing, setUndoing] = createSignal<Undoing>();
  const groupPath = () => `${pages.rateGroups.path}/${props.deck.rateGroupId}`;
  return (
    <div class="flex flex-col items-center gap-3 px-6 py-14 text-center" data-testid="deck-applied">
      <CircleCheck class="size-7 text-answered" aria-hidden="true" />
      <p class="text-l font-semibold">{t('decks.apply.done')}</p>
      <p class="text-s text-ink-2 tabular">{counts()}</p>
      <div class="mt-2 flex flex-wrap justify-center gap-2">
        <Button
          onClick={() =>
            setUndoing({
              versionId: props.deck.versionId ?? '',
              title: t('decks.apply.undo'),
              body: t('decks.versions.undoBody'),
            })
          }
          data-testid="undo-version"
        >
          <Undo2 class="size-4" aria-hidden="true" />
          {t('decks.apply.undo')}
        </Button>
        <A href={`${groupPath()}?tab=versions`} class={buttonClass('plain')}>
          {t('decks.versionsTab')}
        </A>
        <A href={groupPath()} class={buttonClass('main')}>
          {t('decks.apply.see')}
        </A>
      </div>
      <UndoVersion rateGroupId={props.deck.rateGroupId} undoing={undoing()} onClose={() => setUndoing(undefined)} />
    </div>
  );
}
