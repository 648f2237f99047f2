// Which numbers may be shown to callees: a mobile, a landline with its area code, or a 400 number of China, and nothing else special.
import { type E164, parsePhoneNumber } from '../numbers/index.ts';

export const callerNumberKinds = ['mobile', 'landline', 'service400'] as const;
export type CallerNumberKind = (typeof callerNumberKinds)[number];

export const callerNumberRefusals = [
  'blank',
  'not_a_number',
  'extension',
  'service_number',
  'toll_free',
  'foreign_number',
  'missing_zero',
  'missing_area_code',
  'too_short',
  'too_long',
  'invalid_number',
] as const;
export type CallerNumberRefusal = (typeof callerNumberRefusals)[number];

export type CallerNumber =
  | { readonly ok: true; readonly number: E164; readonly kind: CallerNumberKind }
  | { readonly ok: false; readonly reason: CallerNumberRefusal };

/** Digits behind these lead to an extension, which no carrier shows: 010-82286688转8001. */
const extension = /[0-9][\s-]*(?:转|轉|分机|ext\.?|x|#|,|;)[\s:.-]*[0-9]+\s*$/iu;
/** Hotlines, emergency numbers and ports of SMS: 110, 10086, 12345, 95588, 96110, 1069…; with no area code before them. */
const service = /^(?:1(?:[02]\d{1,3}|1\d)|1069?\d{2,17}|9[56]\d{3,6})$/;
const joining = /[\s().\-\u2010-\u2015\u2212]/gu;

const forms = {
  mobile: /^\+861[3-9]\d{9}$/,
  service400: /^\+86400\d{7}$/,
} as const;

/** Reads a number as people write it, with spaces, hyphens or +86, and says what it is or why it cannot be shown. */
export function readCallerNumber(text: string): CallerNumber {
  const spelled = text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .trim();
  if (extension.test(spelled)) return refuse('extension');
  const dialed = spelled.replace(joining, '');
  const national = dialed.replace(/^(?:\+|00)86/, '');
  if (service.test(national)) return refuse('service_number');
  const parsed = parsePhoneNumber(text);
  if (!parsed.ok) return refuse(parsed.reason === 'invalid_number' ? whatIsWrong(national) : parsed.reason);
  if (parsed.region !== 'CN') return refuse('foreign_number');
  if (/^\+868(?:00|0\d)/.test(parsed.number) && parsed.kind === 'toll') return refuse('toll_free');
  const kind = kindOf(parsed.number, parsed.kind);
  if (kind === undefined) return refuse('invalid_number');
  const isNational = national === dialed;
  if (kind === 'landline' && isNational && !national.startsWith('0')) return refuse('missing_zero');
  return { ok: true, number: parsed.number, kind };
}

/** What a stored number is. */
export function callerNumberKind(number: string): CallerNumberKind {
  if (forms.service400.test(number)) return 'service400';
  return forms.mobile.test(number) ? 'mobile' : 'landline';
}

function kindOf(number: E164, kind: string): CallerNumberKind | undefined {
  if (forms.service400.test(number)) return 'service400';
  if (kind === 'mobile') return forms.mobile.test(number) ? 'mobile' : undefined;
  return kind === 'fixed' ? 'landline' : undefined;
}

/** Why the plan of China has no such number, where its beginning tells what was meant. */
function whatIsWrong(national: string): CallerNumberRefusal {
  const wanted = national.startsWith('400') ? 10 : /^1[3-9]/.test(national) ? 11 : undefined;
  if (wanted !== undefined && national.length !== wanted) return national.length < wanted ? 'too_short' : 'too_long';
  return /^[2-8]\d{6,7}$/.test(national) ? 'missing_area_code' : 'invalid_number';
}

function refuse(reason: CallerNumberRefusal): CallerNumber {
  return { ok: false, reason };
}
