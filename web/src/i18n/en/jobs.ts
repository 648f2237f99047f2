import type { Words } from '../words.ts';
import type { zh } from '../zh/index.ts';

export const jobs: Words<typeof zh.jobs> = {
  title: 'Jobs',
  lead: 'Imports, exports and checks; their files are kept for 30 days',
  empty: 'No jobs yet. Importing rates, exporting a ledger or reconciling shows its progress here.',
  emptyFiltered: 'No job matches.',
  states: { waiting: 'Queued', running: 'Running', done: 'Done', failed: 'Failed', cancelled: 'Cancelled' },
  open: 'Not over',
  cancelling: 'Cancelling',
  cancel: 'Cancel',
  download: 'Download',
  file: 'File',
  of: (done, total) => `${done} / ${total}`,
  left: (time) => `about ${time} left`,
  took: (time) => `took ${time}`,
  reconnecting: 'reconnecting…',
  kinds: {
    'ledger-proof': 'Ledger proof',
    'carrier-match': 'Carrier file check',
    'deck-preview': 'Rate deck preview',
    'deck-apply': 'Rate deck change',
    'rates-undo': 'Undo of a rate change',
    'rates-export': 'Rate export',
    'ledger-export': 'Ledger export',
    'ledger-statement': 'Monthly statement',
    'cdr-export': 'Call record export',
    'audit-export': 'Audit export',
    'charge-export': 'Charge export',
    'audio-convert': 'Audio conversion',
  },
  failures: {
    internal_error:
      'Something broke on our side and was written down; nothing was changed. Start it again; if it fails again, tell support.',
    unavailable: 'The database was away for too long; nothing was changed. Please start it again later.',
    invalid_input: 'Something in it is not as it must be; nothing was changed.',
    not_found: 'What it needs is gone; nothing was changed.',
  },
  columns: {
    kind: 'Job',
    state: 'State',
    progress: 'Progress',
    staff: 'Asked by',
    createdAt: 'Asked at',
    took: 'Took',
    actions: 'Actions',
  },
};
