import { type EntryKind, entryKinds, type WalletKind, walletKinds } from '@yunhu/api/schemas';
import { parseAmount } from '../../i18n/money.ts';
import { useAddress } from '../../ui/address.ts';
import { periodBounds, readPeriod } from '../period.ts';

/** In place of a company: everybody below. */
export const allBelow = 'below';

export function useLedgerAddress() {
  return useAddress({
    ...{ tenant: '', wallet: 'main', kinds: '', period: 'all', from: '', to: '', least: '', most: '', ref: '' },
    ...{ entry: '', hide: '', more: '' },
  });
}
export type LedgerAddress = ReturnType<typeof useLedgerAddress>;

/** What the API is asked, as its query and the body of an export know it. */
export type LedgerFilter = {
  readonly tenantId: string;
  readonly scope: string;
  readonly wallet: string;
  readonly kinds: readonly EntryKind[];
  readonly from: string;
  readonly to: string;
  readonly least: string;
  readonly most: string;
  readonly reference: string;
};

export const readKinds = (address: LedgerAddress): EntryKind[] =>
  entryKinds.filter((kind) => address.list('kinds').includes(kind));

export const readWallet = (address: LedgerAddress): WalletKind =>
  walletKinds.find((kind) => kind === address.read('wallet')) ?? 'main';

/** A signed amount as a person types it; the empty string for what is none. */
export function readSigned(typed: string): string {
  const text = typed.normalize('NFKC').replace('\u2212', '-');
  const sign = text.startsWith('-') ? '-' : '';
  const plain = text.replace(/^[-+]/, '').replace(/[\s,]/g, '');
  return parseAmount(plain) === null ? '' : `${sign}${plain}`;
}

/** What the address asks for, as the API takes it. */
export function readLedgerFilter(address: LedgerAddress, timeZone: string): LedgerFilter {
  const days = { from: address.read('from'), to: address.read('to') };
  const tenant = address.read('tenant');
  const wallet = readWallet(address);
  return {
    tenantId: tenant === allBelow ? '' : tenant,
    scope: tenant === allBelow ? allBelow : '',
    wallet: wallet === 'main' || tenant !== '' ? '' : wallet,
    kinds: readKinds(address),
    ...periodBounds(readPeriod(address.read('period')), days, new Date(), timeZone),
    least: readSigned(address.read('least')),
    most: readSigned(address.read('most')),
    reference: address.read('ref').trim().length < 2 ? '' : address.read('ref').trim(),
  };
}

/** Whether anything but the wallet is chosen. */
export function isNarrowed(address: LedgerAddress): boolean {
  const keys = ['kinds', 'least', 'most', 'ref'] as const;
  return address.read('period') !== 'all' || keys.some((key) => address.read(key) !== '');
}

export const noFilters = { kinds: '', period: 'all', from: '', to: '', least: '', most: '', ref: '' } as const;
