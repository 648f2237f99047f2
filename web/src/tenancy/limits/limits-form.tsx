import type { Limits, LimitsBody, LimitsSet } from '@yunhu/api/schemas';
import { type JSX, Show, untrack } from 'solid-js';
import { parseAmount, plainDecimal, toMicros } from '../../i18n/money.ts';
import { t } from '../../i18n/translate.ts';
import { useFormat } from '../../session/format.ts';
import { useSession } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { DialogActions } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { createForm } from '../../ui/form.ts';
import { FormProblem } from '../../ui/notice.tsx';
import { toastDone } from '../../ui/toast.tsx';
import { useSetLimits } from './data.ts';

type Values = {
  maxCalls: string;
  maxCallsPerSecond: string;
  dailySpend: string;
  international: boolean;
  premium: boolean;
  allowedPrefixes: string;
  blockedPrefixes: string;
  homeCountry: string;
};

/** `seller`: for a direct child. `self`: for oneself, who may only take away. */
type Writer = 'seller' | 'self';

const shownCount = (count: number | null | undefined): string =>
  count === null || count === undefined ? '' : String(count);
const shownAmount = (wire: string | null | undefined): string =>
  wire === null || wire === undefined ? '' : plainDecimal(toMicros(wire)).replace(/\.00$/, '');
const listOf = (text: string): string[] => text.split(/[\s,，、;；]+/).filter((prefix) => prefix !== '');

function initialOf(set: LimitsSet | null, writer: Writer): Values {
  // A seller allows; oneself can only forbid what is allowed.
  const isOn = (said: boolean | null | undefined): boolean => (writer === 'seller' ? said === true : said !== false);
  return {
    maxCalls: shownCount(set?.maxCalls),
    maxCallsPerSecond: shownCount(set?.maxCallsPerSecond),
    dailySpend: shownAmount(set?.dailySpendMicros),
    international: isOn(set?.international),
    premium: isOn(set?.premium),
    allowedPrefixes: set?.allowedPrefixes?.join(' ') ?? '',
    blockedPrefixes: set?.blockedPrefixes.join(' ') ?? '',
    homeCountry: set?.homeCountry ?? '',
  };
}

const isPrefixList = (text: string): boolean => listOf(text).every((prefix) => /^\d{1,15}$/.test(prefix));

function validate(values: Values): Partial<Record<keyof Values, string>> {
  const count = (text: string, least: number): boolean =>
    text.trim() === '' || (/^\d{1,7}$/.test(text.trim()) && Number(text) >= least);
  return {
    ...(!count(values.maxCalls, 0) && { maxCalls: t('limits.form.notCount') }),
    ...(!count(values.maxCallsPerSecond, 1) && { maxCallsPerSecond: t('limits.form.notCount') }),
    ...(values.dailySpend.trim() !== '' &&
      parseAmount(values.dailySpend) === null && { dailySpend: t('limits.form.notAmount') }),
    ...(!isPrefixList(values.allowedPrefixes) && { allowedPrefixes: t('limits.form.notPrefixes') }),
    ...(!isPrefixList(values.blockedPrefixes) && { blockedPrefixes: t('limits.form.notPrefixes') }),
    ...(values.homeCountry !== '' &&
      !/^[A-Z]{2}$/.test(values.homeCountry) && { homeCountry: t('limits.form.notCountry') }),
  };
}

function bodyOf(values: Values, writer: Writer): LimitsBody {
  const count = (text: string): number | null => (text.trim() === '' ? null : Number(text));
  const said = (isOn: boolean): boolean | null => (writer === 'seller' ? isOn || null : isOn ? null : false);
  const allowed = listOf(values.allowedPrefixes);
  const spend = parseAmount(values.dailySpend);
  return {
    maxCalls: count(values.maxCalls),
    maxCallsPerSecond: count(values.maxCallsPerSecond),
    dailySpend: values.dailySpend.trim() === '' || spend === null ? null : plainDecimal(spend),
    international: said(values.international),
    premium: said(values.premium),
    allowedPrefixes: allowed.length === 0 ? null : allowed,
    blockedPrefixes: listOf(values.blockedPrefixes),
    homeCountry: values.homeCountry === '' ? null : values.homeCountry,
  };
}

function createLimitsForm(limits: Limits, writer: Writer, onDone: () => void) {
  const save = useSetLimits(limits.tenantId);
  return createForm<Values>({
    initial: initialOf(limits[writer], writer),
    validate,
    submit: async (values) => {
      await save.mutateAsync(bodyOf(values, writer));
      toastDone(t('limits.form.done'));
      onDone();
    },
  });
}

type Form = ReturnType<typeof createLimitsForm>;

type NumberField = 'maxCalls' | 'maxCallsPerSecond' | 'dailySpend';

function Numbers(props: { form: Form; inherited: Limits['inherited'] }) {
  const format = useFormat();
  const session = useSession();
  const upTo = (most: string | undefined): string | undefined =>
    most === undefined ? undefined : t('limits.form.upTo', most);
  const mostOf = (name: NumberField): string | undefined => {
    const limit = name === 'dailySpend' ? props.inherited.dailySpendMicros : props.inherited[name];
    if (limit === null) return undefined;
    return typeof limit.value === 'string' ? format.money(limit.value) : format.count(limit.value);
  };
  const field = (name: NumberField, label: string, help: JSX.Element) => (
    <TextField
      label={label}
      class="code"
      inputmode={name === 'dailySpend' ? 'decimal' : 'numeric'}
      placeholder={mostOf(name) ?? t('limits.form.empty')}
      value={props.form.values()[name]}
      onValue={(value) => props.form.set(name, value)}
      error={props.form.error(name)}
      help={help}
      data-testid={`limits-${name}`}
    />
  );
  return (
    <div class="grid grid-cols-2 items-start gap-4 max-sm:grid-cols-1">
      {field('maxCalls', t('limits.form.maxCalls'), upTo(mostOf('maxCalls')))}
      {field('maxCallsPerSecond', t('limits.form.maxCallsPerSecond'), upTo(mostOf('maxCallsPerSecond')))}
      <div class="col-span-full">
        {field(
          'dailySpend',
          t('limits.form.dailySpend', session().tenant.currency),
          [upTo(mostOf('dailySpend')), t('limits.form.dailySpendHelp')].filter(Boolean).join(' · '),
        )}
      </div>
    </div>
  );
}

function Switches(props: { form: Form; inherited: Limits['inherited']; writer: Writer }) {
  // What is off above cannot be taken away; a seller may say yes in advance.
  const isMoot = (name: 'international' | 'premium') => props.writer === 'self' && !props.inherited[name];
  const box = (name: 'international' | 'premium', label: string) => (
    <label class="flex flex-wrap items-center gap-x-2.5 gap-y-0.5 text-s">
      <input
        type="checkbox"
        class="size-4 accent-accent"
        checked={props.form.values()[name] && !isMoot(name)}
        disabled={isMoot(name)}
        onChange={(event) => props.form.set(name, event.currentTarget.checked)}
        data-testid={`limits-${name}`}
      />
      {label}
      <Show when={!props.inherited[name]}>
        <span class="text-xs text-ink-3">{t('limits.form.notFromAbove')}</span>
      </Show>
    </label>
  );
  return (
    <div class="grid gap-2.5">
      {box('international', t('limits.form.allowInternational'))}
      {box('premium', t('limits.form.allowPremium'))}
    </div>
  );
}

function Places(props: { form: Form; inherited: Limits['inherited']; mayMoveHome: boolean }) {
  const field = (name: 'allowedPrefixes' | 'blockedPrefixes', label: string, help: string) => (
    <TextField
      label={label}
      class="code"
      inputmode="numeric"
      value={props.form.values()[name]}
      onValue={(value) => props.form.set(name, value)}
      error={props.form.error(name)}
      help={help}
    />
  );
  return (
    <>
      {field('allowedPrefixes', t('limits.form.allowedPrefixes'), t('limits.form.allowedHelp'))}
      {field('blockedPrefixes', t('limits.form.blockedPrefixes'), t('limits.form.blockedHelp'))}
      <Show when={props.mayMoveHome}>
        <TextField
          label={t('limits.form.homeCountry')}
          class="code max-w-32 uppercase"
          maxlength={2}
          placeholder={props.inherited.homeCountry}
          value={props.form.values().homeCountry}
          onValue={(value) => props.form.set('homeCountry', value.toUpperCase())}
          error={props.form.error('homeCountry')}
          help={t('limits.form.homeHelp')}
        />
      </Show>
    </>
  );
}

/** What a seller sets for who stands right below, or a tenant for itself. */
export function LimitsForm(props: { limits: Limits; writer: Writer; onDone: () => void; onCancel?: () => void }) {
  const { limits, writer } = untrack(() => ({ limits: props.limits, writer: props.writer }));
  const form = createLimitsForm(limits, writer, () => props.onDone());
  const session = useSession();
  // For oneself the seller's word is inherited, too.
  const inherited = () => (props.writer === 'seller' ? props.limits.inherited : withSeller(props.limits));
  return (
    <form class="grid gap-4" onSubmit={form.submit} novalidate data-testid="limits-form">
      <Numbers form={form} inherited={inherited()} />
      <Switches form={form} inherited={inherited()} writer={props.writer} />
      <Places
        form={form}
        inherited={inherited()}
        mayMoveHome={props.writer === 'seller' || session().tenant.kind === 'operator'}
      />
      <FormProblem error={form.problem()} />
      <DialogActions>
        <Show when={props.onCancel}>{(cancel) => <Button onClick={() => cancel()()}>{t('ui.cancel')}</Button>}</Show>
        <Button type="submit" look="main" busy={form.submitting()} data-testid="limits-submit">
          {t('limits.form.submit')}
        </Button>
      </DialogActions>
    </form>
  );
}

/** What is left for oneself to lower: the least of what stands above and of what the seller set. */
function withSeller({ inherited, seller, effective }: Limits): Limits['inherited'] {
  if (seller === null) return { ...inherited, international: effective.international, premium: effective.premium };
  const least = <Value extends { readonly value: number | string; readonly setBy: unknown }>(
    one: Value | null,
    other: number | string | null,
  ): Value | null => {
    if (other === null) return one;
    return one !== null && BigInt(one.value) <= BigInt(other)
      ? one
      : ({ value: other, setBy: { kind: 'seller', tenantName: null } } as unknown as Value);
  };
  return {
    ...inherited,
    maxCalls: least(inherited.maxCalls, seller.maxCalls),
    maxCallsPerSecond: least(inherited.maxCallsPerSecond, seller.maxCallsPerSecond),
    dailySpendMicros: least(inherited.dailySpendMicros, seller.dailySpendMicros),
    international: inherited.international && seller.international === true,
    premium: inherited.premium && seller.premium === true,
  };
}
