// A file's way from upload to approval, and what there is of it. The guard in the migration says the same, and who may do each.

export const audioStates = ['converting', 'failed', 'draft', 'submitted', 'approved', 'rejected', 'revoked'] as const;
export type AudioState = (typeof audioStates)[number];

/** outbound: played to the callee. ringback: played while a seat rings. */
export const audioKinds = ['outbound', 'ringback'] as const;
export type AudioKind = (typeof audioKinds)[number];

export const previewTypes = ['audio/mpeg', 'audio/wav'] as const;

export const audioEventKinds = [
  'uploaded',
  'converted',
  'failed',
  'submitted',
  'withdrawn',
  'approved',
  'rejected',
  'revoked',
  'deleted',
] as const;
export type AudioEventKind = (typeof audioEventKinds)[number];

/** What each verb of a person may begin with. */
export const audioVerbs = {
  submit: ['draft', 'rejected', 'revoked'],
  /** What nobody decided yet is a draft again. */
  withdraw: ['submitted'],
  /** New bytes are a new thing to approve; what is approved or under review keeps its own. */
  replace: ['failed', 'draft', 'rejected', 'revoked'],
  /** What is under review is decided or withdrawn first. */
  remove: ['converting', 'failed', 'draft', 'approved', 'rejected', 'revoked'],
  decide: ['submitted'],
  revoke: ['approved'],
} as const satisfies Record<string, readonly AudioState[]>;
