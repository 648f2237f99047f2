export { type DestinationRules, destinationRefusal } from './limit-rules.ts';
export { type CallerLimits, type LimitKind, type LimitRoom, loadLimits } from './load-limits.ts';
export { endQuietLimits, noteReachedLimit, type ReachedLimit } from './note-limits.ts';
export { type EffectiveLimits, type LimitSet } from './combine-limits.ts';
export { getTenantLimits, setTenantLimits, type TenantLimitsView } from './tenant-limits.ts';
