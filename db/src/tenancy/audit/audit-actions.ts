// Every action that the audit knows, by the noun that it begins with. The pages have words for each, by type; what nobody writes any more
// leaves the list with its words, and old entries of it show by their code.

export const auditActions = {
  alert: ['acknowledge'],
  audio: ['upload', 'submit', 'withdraw', 'approve', 'reject', 'revoke', 'rename', 'replace', 'delete'],
  branding: ['change'],
  domain: ['claim', 'check', 'verified', 'lapse', 'release', 'confirm'],
  'caller-id': ['submit', 'resubmit', 'withdraw', 'approve', 'reject', 'revoke', 'undo'],
  'caller-id-document': ['add'],
  'caller-id-pool': ['create', 'update', 'delete'],
  'carrier-file': ['upload', 'match', 'delete'],
  'company-role': ['create', 'update', 'delete', 'reset'],
  extension: ['create', 'enable', 'disable', 'reset-password', 'delete'],
  flow: ['create', 'update', 'retire'],
  job: ['enqueue', 'cancel'],
  limit: ['reached'],
  limits: ['set'],
  list: ['import'],
  logo: ['set', 'removed'],
  mail: ['test'],
  mark: ['set', 'removed'],
  menu: ['change'],
  'money-settings': ['update'],
  payment: ['create', 'refund'],
  permission: ['refuse'],
  queue: ['create', 'update', 'retire'],
  'rate-deck': ['upload', 'apply'],
  'rate-group': [
    'create',
    'copy',
    'change-rates',
    'change-rule',
    'set-exception',
    'end-exception',
    'allow-below-cost',
    'apply-deck',
    'undo-version',
  ],
  role: ['create', 'update', 'delete', 'reset'],
  seat: ['create', 'update', 'retire'],
  'second-factor': ['begin', 'set-up', 'renew-recovery', 'remove', 'reset'],
  session: ['create', 'revoke', 'revoke-all', 'refuse', 'replay', 'dismiss-notice'],
  'sign-in-policy': ['change'],
  staff: [
    'create',
    'update',
    'reset-password',
    'change-password',
    'ask-for-email',
    'confirm-email',
    'remove-email',
    'mail',
  ],
  'support-session': ['open', 'end', 'refuse'],
  task: ['create', 'start', 'pause', 'resume', 'stop', 'halt'],
  tenant: [
    'create',
    'update',
    'enable',
    'disable',
    'move',
    'moved',
    'move-away',
    'move-in',
    'assign-rates',
    'remove-rates',
    'company-role',
  ],
  'transfer-request': ['create', 'approve', 'reject', 'withdraw'],
  trunk: ['create', 'account'],
  unit: ['create', 'update', 'delete', 'place'],
  upload: ['begin', 'seal', 'cancel'],
  wallet: ['top-up', 'withdraw', 'correct', 'credit-limit', 'block', 'unblock'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Actions = typeof auditActions;

/** `noun.verb` */
export type AuditAction = { [Noun in keyof Actions]: `${Noun}.${Actions[Noun][number]}` }[keyof Actions];

/** What an entry can be about: what its `subjectId` names. */
export const auditSubjects = [
  ...[
    'alert',
    'audio',
    'caller-id',
    'caller-id-document',
    'caller-id-pool',
    'carrier-file',
    'company-role',
    'extension',
  ],
  ...[
    'flow',
    'job',
    'limit',
    'menu',
    'payment',
    'queue',
    'rate-deck',
    'rate-group',
    'role',
    'seat',
    'session',
    'staff',
  ],
  ...['support-session', 'task', 'tenant', 'transfer', 'transfer-request', 'trunk', 'unit', 'upload'],
] as const;

export type AuditSubject = (typeof auditSubjects)[number];

/** Words for each action, as pages keep them. */
export type AuditWords = { readonly [Noun in keyof Actions]: Readonly<Record<Actions[Noun][number], string>> };
