// NIST SP 800-63B, 5.1.1.2: by length and by what is guessed first, not by kinds of characters.
import { DomainError } from '@yunhu/db';
import { dictionary } from '@zxcvbn-ts/language-common';
import { passwordLength, passwordLengthOf } from '../tenancy/session/schemas.ts';

/** What a password is judged beside: what whoever guesses tries first. */
export interface PasswordContext {
  readonly loginName?: string | undefined;
  readonly tenantName?: string | undefined;
  readonly platformName?: string | undefined;
}

export type PasswordFault = 'too_short' | 'too_long' | 'too_common' | 'too_personal';

const common = new Set(dictionary['passwords-common']);
/** What has to stay of a password besides names, digits and signs. */
const leastBesides = 4;
const productNames = ['yunhu', '云呼'];

/** What is wrong with a new password; undefined where nothing is. */
export function judgePassword(password: string, context: PasswordContext = {}): PasswordFault | undefined {
  const text = password.normalize('NFKC');
  const length = passwordLengthOf(password);
  if (length < passwordLength.least) return 'too_short';
  if (length > passwordLength.most) return 'too_long';
  const plain = text.toLowerCase();
  if (common.has(plain) || common.has(plain.replaceAll(/[^\p{L}\p{N}]/gu, '')) || isMonotonous(plain))
    return 'too_common';
  const names = [context.loginName, context.tenantName, context.platformName, ...productNames].flatMap((name) =>
    name === undefined || name.trim().length < 3 ? [] : [bare(name)],
  );
  const besides = names.filter((name) => name !== '').reduce((left, name) => left.replaceAll(name, ''), bare(plain));
  const isNamed = besides !== bare(plain);
  return isNamed && besides.replaceAll(/\p{N}/gu, '').length < leastBesides ? 'too_personal' : undefined;
}

/** Throws `invalid_input` at the field `password` with what is wrong. */
export function refuseWeakPassword(password: string, context: PasswordContext = {}): void {
  const fault = judgePassword(password, context);
  if (fault !== undefined)
    throw new DomainError('invalid_input', sentences[fault], [
      { field: 'password', code: `password_${fault}`, message: sentences[fault] },
    ]);
}

const sentences: Readonly<Record<PasswordFault, string>> = {
  too_short: `a password has at least ${passwordLength.least} characters`,
  too_long: `a password has at most ${passwordLength.most} characters`,
  too_common: 'this password is one of those that are tried first',
  too_personal: 'this password is little more than a name that everybody knows',
};

/** Letters and digits alone. */
function bare(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** One or two characters again and again, a short piece repeated, or a run such as 1234567890 or abcdefghij. */
function isMonotonous(text: string): boolean {
  if (new Set(text).size <= 2 || /^(.{1,4})\1+$/su.test(text)) return true;
  const points = [...text].map((sign) => sign.codePointAt(0) ?? 0);
  const steps = new Set(points.slice(1).map((point, at) => point - (points[at] ?? 0)));
  return steps.size === 1 || isRunOfDigits(text);
}

/** 1234567890 turns over at its end. */
function isRunOfDigits(text: string): boolean {
  return /^\d+$/.test(text) && ('01234567890123456789'.includes(text) || '98765432109876543210'.includes(text));
}
