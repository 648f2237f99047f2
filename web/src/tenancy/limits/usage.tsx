import type { Limits } from '@yunhu/api/schemas';
import { Show } from 'solid-js';
import { toMicros } from '../../i18n/money.ts';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';

type Source = NonNullable<Limits['effective']['maxCalls']>['setBy'];
type Sourced = { readonly setBy: Source } | null;

/** From this share on a bar warns. */
const nearlyFull = 0.8;

/** Whose word a limit is; nothing where there is none. */
function sourceWords(limit: Sourced): string {
  if (limit === null) return '';
  const source = limit.setBy;
  if (source.kind !== 'above') return t(`limits.setBy.${source.kind}`);
  return source.tenantName === null ? t('limits.setBy.above') : t('limits.setBy.named', source.tenantName);
}

/** One limit: its name, how much of it is used as words and as a bar, and whose word it is. */
function Bar(props: { label: string; words: string; share: number | null; note: string; testId: string }) {
  const percent = () => Math.min(100, Math.max(0, (props.share ?? 0) * 100));
  const look = () =>
    (props.share ?? 0) >= 1 ? 'bg-failed' : (props.share ?? 0) >= nearlyFull ? 'bg-ringing' : 'bg-answered';
  return (
    <div class="grid gap-1.5" data-testid={props.testId}>
      <div class="flex flex-wrap items-baseline justify-between gap-x-3">
        <span class="text-s text-ink-2">{props.label}</span>
        <span class="code text-m">{props.words}</span>
      </div>
      <Show when={props.share !== null}>
        <span
          class="h-2 overflow-hidden rounded-[4px] bg-line"
          role="meter"
          aria-label={props.label}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(percent())}
          aria-valuetext={props.words}
        >
          <i class={`block h-full transition-[width] duration-150 ${look()}`} style={{ width: `${percent()}%` }} />
        </span>
      </Show>
      <span class="text-xs text-ink-3">{props.note}</span>
    </div>
  );
}

function share(used: number, most: number): number {
  return most === 0 ? 1 : used / most;
}

/** How much of the limits is used now, and where calls may go. */
export function LimitsUsage(props: { limits: Limits }) {
  const format = useFormat();
  const calls = () => props.limits.effective.maxCalls;
  const pace = () => props.limits.effective.maxCallsPerSecond;
  const spend = () => props.limits.effective.dailySpendMicros;
  const used = () => toMicros(props.limits.spentMicros) + toMicros(props.limits.committedMicros);
  const usedWords = () => format.money(String(used()));
  return (
    <div class="grid gap-4">
      <Bar
        testId="limit-calls"
        label={t('limits.calls')}
        words={t(
          'limits.callsOf',
          format.count(props.limits.openCalls),
          calls() ? format.count(calls()?.value ?? 0) : t('limits.noLimit'),
        )}
        share={calls() && share(props.limits.openCalls, calls()?.value ?? 0)}
        note={sourceWords(calls())}
      />
      <Bar
        testId="limit-spend"
        label={t('limits.spend')}
        words={t('limits.spendOf', usedWords(), spend() ? format.money(spend()?.value ?? '0') : t('limits.noLimit'))}
        share={spend() && share(Number(used()), Number(spend()?.value ?? 0))}
        note={[sourceWords(spend()), t('limits.committed', format.money(props.limits.committedMicros))]
          .filter((part) => part !== '')
          .join(' · ')}
      />
      <Bar
        testId="limit-pace"
        label={t('limits.pace')}
        words={pace() ? t('limits.perSecond', format.count(pace()?.value ?? 0)) : t('limits.noLimit')}
        share={null}
        note={sourceWords(pace())}
      />
      <Destinations effective={props.limits.effective} />
    </div>
  );
}

function Destinations(props: { effective: Limits['effective'] }) {
  const word = (on: boolean) => t(on ? 'limits.on' : 'limits.off');
  const prefixes = () => {
    const { allowedPrefixes, blockedPrefixes } = props.effective;
    const parts: string[] = [t('limits.home', props.effective.homeCountry)];
    if (allowedPrefixes !== null) parts.push(t('limits.onlyPrefixes', allowedPrefixes.join(' ') || '—'));
    if (blockedPrefixes.length > 0) parts.push(t('limits.notPrefixes', blockedPrefixes.join(' ')));
    return parts.join(' · ');
  };
  return (
    <div class="grid gap-1.5 border-t border-line pt-3">
      <span class="text-s text-ink-2">{t('limits.destinations')}</span>
      <span class="flex flex-wrap gap-x-4 gap-y-1 text-m">
        <span>
          {t('limits.international')} <b class="font-medium">{word(props.effective.international)}</b>
        </span>
        <span>
          {t('limits.premium')} <b class="font-medium">{word(props.effective.premium)}</b>
        </span>
      </span>
      <span class="text-xs break-words text-ink-3">{prefixes()}</span>
    </div>
  );
}
