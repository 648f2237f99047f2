// The formatters of the signed-in tenant: its zone, its currency, the language of the page.
import {
  currencySign,
  decimalsOf,
  formatMicrosExact,
  formatMicrosFloor,
  formatMovement,
  toMicros,
} from '../i18n/money.ts';
import { formatBytes, formatCount, formatPace, formatShare } from '../i18n/number.ts';
import * as time from '../i18n/time.ts';
import { locale } from '../i18n/translate.ts';
import { useSession } from './session.ts';

/** Formatters that follow the session and the language; call them inside JSX or a memo. */
export function useFormat() {
  const session = useSession();
  const zone = () => session().tenant.timeZone;
  const sign = () => currencySign(session().tenant.currency, locale());
  const withSign = (shown: string) =>
    shown.startsWith('\u2212') ? `\u2212${sign()}${shown.slice(1)}` : sign() + shown;
  return {
    zone,
    sign,
    /** All digits, at least two decimals, with the currency's sign. */
    money: (wire: string) => withSign(formatMicrosExact(toMicros(wire))),
    /** At most `decimals`, cut towards less money, for large figures. */
    moneyFigure: (micros: bigint, decimals = 2) => withSign(formatMicrosFloor(micros, decimals)),
    /** Cut to `decimals` without the sign, for a column of balances; the exact one belongs into the tooltip. */
    amountCut: (wire: string, decimals = 2) => formatMicrosFloor(toMicros(wire), decimals),
    /** All digits without the sign, for a column whose head carries it. */
    amount: (wire: string, decimals: number) => {
      const micros = toMicros(wire);
      return formatMicrosFloor(micros, decimalsOf(micros, decimals));
    },
    movement: (wire: string, decimals: number) => formatMovement(toMicros(wire), decimals),
    count: (count: number) => formatCount(count, locale()),
    bytes: (bytes: number) => formatBytes(bytes, locale()),
    share: (part: number, whole: number) => formatShare(part, whole, locale()),
    pace: (value: number) => formatPace(value, locale()),
    time: (iso: string) => time.formatTime(new Date(iso), zone()),
    hourMinute: (at: Date) => time.formatHourMinute(at, zone()),
    dateTime: (iso: string) => time.formatDateTime(new Date(iso), zone()),
    shortDateTime: (iso: string) => time.formatShortDateTime(new Date(iso), new Date(), zone()),
    date: (iso: string) => time.formatDate(new Date(iso), zone()),
    relative: (iso: string) => time.formatRelative(new Date(iso), new Date(), locale()),
  };
}
