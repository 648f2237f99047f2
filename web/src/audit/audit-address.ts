import { periodBounds, readPeriod } from '../billing/period.ts';
import { useAddress } from '../ui/address.ts';

/** In place of a company: everybody below. */
export const allBelow = 'below';

export function useAuditAddress() {
  return useAddress({
    ...{ tenant: '', actions: '', period: 'all', from: '', to: '', q: '' },
    ...{ person: '', subject: '', session: '', entry: '', hide: '' },
  });
}
export type AuditAddress = ReturnType<typeof useAuditAddress>;

/** What the API is asked, as its query and the body of an export know it. */
export type AuditFilter = {
  readonly tenantId: string;
  readonly scope: string;
  readonly actions: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly personId: string;
  readonly subjectId: string;
  readonly supportSessionId: string;
  readonly q: string;
};

/** What the address asks for, as the API takes it. */
export function readAuditFilter(address: AuditAddress, timeZone: string): AuditFilter {
  const days = { from: address.read('from'), to: address.read('to') };
  const tenant = address.read('tenant');
  const q = address.read('q').trim();
  return {
    tenantId: tenant === allBelow ? '' : tenant,
    scope: tenant === allBelow ? allBelow : '',
    actions: address.list('actions'),
    ...periodBounds(readPeriod(address.read('period')), days, new Date(), timeZone),
    personId: address.read('person'),
    subjectId: address.read('subject'),
    supportSessionId: address.read('session'),
    q: q.length < 2 ? '' : q,
  };
}

/** Whether anything but the company is chosen. */
export function isNarrowed(address: AuditAddress): boolean {
  const keys = ['actions', 'q', 'person', 'subject', 'session'] as const;
  return address.read('period') !== 'all' || keys.some((key) => !['', '-'].includes(address.read(key)));
}

export const noFilters = {
  ...{ actions: '', period: 'all', from: '', to: '', q: '' },
  ...{ person: '', subject: '', session: '' },
} as const;
