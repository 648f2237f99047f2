// What a mark-up makes of the cost, while it is being typed.
import { keepPreviousData, useQuery } from '@tanstack/solid-query';
import type { AssignedTaskType, RulePreview } from '@yunhu/api/schemas';
import TriangleAlert from 'lucide-solid/icons/triangle-alert';
import { For, Show, createEffect, createSignal, onCleanup } from 'solid-js';
import { toMicros } from '../../i18n/money.ts';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { Bone } from '../../ui/bone.tsx';
import { TextField } from '../../ui/field.tsx';
import { dataOf } from '../../ui/query.ts';
import { previewQuery } from './data.ts';
import { markUpBody, type MarkUpValues, wrongWithMarkUp } from './mark-up.ts';

type RulePreviewProps = {
  values: MarkUpValues;
  rateGroupId?: string | undefined;
  costTaskType?: AssignedTaskType;
  /** The terms are for this prefix alone. */
  exception?: string;
  /** Told with every answer: how many prices would be below cost. */
  onLosses: (count: number) => void;
};

const settleMs = 250;
const fewLosses = 5;

/** A value that follows another once it has been still for a moment. */
function settled<T>(read: () => T): () => T {
  const [value, setValue] = createSignal<T>(read());
  createEffect(() => {
    const next = read();
    const timer = setTimeout(() => setValue(() => next), settleMs);
    onCleanup(() => clearTimeout(timer));
  });
  return value;
}

function plainPrefixes(typed: string): string | null {
  const plain = typed
    .normalize('NFKC')
    .replaceAll(/[、，;\s]+/g, ',')
    .replaceAll('+', '')
    .replaceAll(/^,+|,+$/g, '');
  return plain === '' || /^\d{1,15}(,\d{1,15}){0,19}$/.test(plain) ? plain : null;
}

type Example = RulePreview['examples'][number];

function marginOf({ cost, price }: Example): bigint | undefined {
  return cost === null || price === null ? undefined : toMicros(price.perMinuteMicros) - toMicros(cost.perMinuteMicros);
}

function ExampleRow(props: { example: Example }) {
  const format = useFormat();
  const margin = () => marginOf(props.example);
  const share = () => {
    const cost = toMicros(props.example.cost?.perMinuteMicros ?? '0');
    const known = margin();
    return known === undefined || cost === 0n
      ? ''
      : `${(Number((known * 1000n) / cost) / 10).toFixed(1)} %`.replace('-', '−');
  };
  return (
    <tr class="border-b border-line last:border-0">
      <th scope="row" class="h-8 py-1 pr-2 text-left font-book">
        <span class="code">{props.example.prefix}</span>
        <span class="ml-2 text-xs text-ink-3 max-sm:block max-sm:ml-0">
          {props.example.price?.destination || props.example.cost?.destination}
        </span>
      </th>
      <Show
        when={props.example.cost !== null || props.example.price !== null}
        fallback={
          <td colSpan={3} class="text-right text-xs text-ink-3">
            {t('prices.preview.noCost')}
          </td>
        }
      >
        <td class="num code px-2">{format.amount(props.example.cost?.perMinuteMicros ?? '0', 4)}</td>
        <td class="num code px-2 font-medium">{format.amount(props.example.price?.perMinuteMicros ?? '0', 4)}</td>
        <td
          class="num code pl-2"
          classList={{ 'text-bad-ink': (margin() ?? 0n) < 0n, 'text-ok-ink': (margin() ?? 0n) > 0n }}
        >
          <Show when={margin() !== undefined} fallback="–">
            {format.movement(String(margin()), 4)}
            <span class="block text-2xs text-ink-3">{share()}</span>
          </Show>
        </td>
      </Show>
    </tr>
  );
}

function Losses(props: { losses: RulePreview['losses'] }) {
  const format = useFormat();
  const refused = () => props.losses.total - props.losses.allowed;
  return (
    <Show when={refused() > 0} fallback={<p class="text-xs text-ok-ink">{t('prices.preview.noLoss')}</p>}>
      <div role="alert" class="rounded-s bg-warn-soft px-3 py-2 text-s text-warn-ink" data-testid="preview-losses">
        <p class="flex items-center gap-2 font-medium">
          <TriangleAlert class="size-4 shrink-0" aria-hidden="true" />
          {t('prices.losses.banner', format.count(refused()))}
        </p>
        <ul class="mt-1 grid gap-0.5 text-xs tabular">
          <For each={props.losses.items.filter((loss) => !loss.allowed).slice(0, fewLosses)}>
            {(loss) => (
              <li class="flex justify-between gap-3">
                <span class="min-w-0 truncate">
                  <span class="code">{loss.price.prefix}</span> {loss.price.destination}
                </span>
                <span class="shrink-0">
                  {t('prices.losses.worstCall', format.count(loss.worstSeconds), format.money(loss.lossMicros))}
                </span>
              </li>
            )}
          </For>
        </ul>
        <Show when={refused() > fewLosses}>
          <p class="mt-0.5 text-xs">{t('prices.losses.more', format.count(refused() - fewLosses))}</p>
        </Show>
      </div>
    </Show>
  );
}

/** Cost, price and margin per minute of some prefixes, live; and what would be below cost. */
export function RulePreviewPanel(props: RulePreviewProps) {
  const format = useFormat();
  const [typed, setTyped] = createSignal('');
  const isFit = () => Object.keys(wrongWithMarkUp(props.values)).length === 0;
  // oxlint-disable-next-line solid/reactivity -- settled reads it in an effect
  const input = settled(() => ({
    ...markUpBody(props.values),
    rateGroupId: props.rateGroupId,
    costTaskType: props.rateGroupId === undefined ? props.costTaskType : undefined,
    exception: /^\d{1,15}$/.test(props.exception ?? '') ? props.exception : undefined,
    prefixes: plainPrefixes(typed()) || undefined,
  }));
  const query = useQuery(() => ({ ...previewQuery(input()), enabled: isFit(), placeholderData: keepPreviousData }));
  const preview = () => dataOf(query);
  createEffect(() => {
    const losses = preview()?.losses;
    props.onLosses(losses === undefined ? 0 : losses.total - losses.allowed);
  });
  return (
    <section class="grid gap-3 rounded-s border border-line bg-sunken/40 p-3" aria-label={t('prices.preview.title')}>
      <TextField
        label={t('prices.preview.prefixes')}
        placeholder="86138, 8610, 852, 1, 44"
        value={typed()}
        onValue={setTyped}
        help={t('prices.preview.prefixesHelp')}
        error={plainPrefixes(typed()) === null ? t('prices.preview.prefixesInvalid') : undefined}
        class="code"
      />
      <Show when={preview()} fallback={<Bone class="h-32 w-full" />}>
        {(known) => (
          <>
            <table class="w-full border-collapse text-s" aria-busy={query.isPlaceholderData} data-testid="rule-preview">
              <thead>
                <tr class="text-xs text-ink-3">
                  <th class="pb-1 text-left font-book">{t('prices.preview.prefix')}</th>
                  <th class="num px-2 pb-1 font-book">{t('prices.preview.cost')}</th>
                  <th class="num px-2 pb-1 font-book">{t('prices.preview.price')}</th>
                  <th class="num pb-1 pl-2 font-book">{t('prices.preview.margin')}</th>
                </tr>
              </thead>
              <tbody>
                <For each={known().examples}>{(example) => <ExampleRow example={example} />}</For>
              </tbody>
            </table>
            <p class="text-xs text-ink-3">{t('prices.preview.rateCount', format.count(known().rateCount))}</p>
            <Losses losses={known().losses} />
          </>
        )}
      </Show>
    </section>
  );
}
