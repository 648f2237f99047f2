/**
 * First words of actions on what is a tenant's alone. What such an entry is about stands in `audit_contents`, which nobody above reads;
 * that it happened, when and by whom, stands in `audit_entries`. A check of the table says the same.
 */
export const privateNouns = [
  ...['task', 'flow', 'list', 'target', 'contact', 'recording', 'questionnaire', 'cdr', 'black-list'],
  ...['seat', 'queue', 'extension'],
  ...['department', 'team', 'region', 'organisation', 'unit'],
  'upload',
] as const;

const nouns = new Set<string>(privateNouns);

/** Whether an action's details are the tenant's alone. */
export function isPrivateAction(action: string): boolean {
  return nouns.has(action.split('.', 1)[0] ?? '');
}
