import type { Words } from '../words.ts';
import type { approvals as zh } from '../zh/approvals.ts';

export const approvals: Words<typeof zh> = {
  title: 'Approvals',
  lead: 'How the caller IDs and audio of your customers stand',
  search: 'Search customer, number or audio',
  empty: 'No customer has submitted a caller ID or audio yet.',
  emptyFiltered: 'Nothing fits these filters.',
  kinds: { 'caller-id': 'Caller ID', audio: 'Audio' },
  columns: {
    name: 'What',
    tenant: 'Customer',
    state: 'State',
    until: 'Valid until',
    reason: 'Reviewer’s words',
    at: 'Last change',
  },
};
