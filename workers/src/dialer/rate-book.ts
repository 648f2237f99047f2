import {
  buildRateSnapshot,
  type ChainLevel,
  loadRateGroupStamps,
  loadRatesOf,
  type RateGroupStamp,
  type RateSnapshot,
} from '@yunhu/db/billing';
import type { PlatformTx } from '@yunhu/db/connect';
import type { ChainStep } from '@yunhu/db/tasks';

/** The price lists that this worker's calls are priced by, read again when they changed. */
export class RateBook {
  readonly #groups = new Map<string, { readonly stamp: RateGroupStamp | undefined; readonly snapshot: RateSnapshot }>();

  /** Reads what these chains need and is not known; with `refresh`, also what changed. */
  async learn(tx: PlatformTx, chains: readonly (readonly ChainStep[])[], refresh: boolean): Promise<void> {
    const wanted = [...new Set(chains.flat().flatMap((step) => step.rateGroupId ?? []))];
    const asked = refresh ? wanted : wanted.filter((id) => !this.#groups.has(id));
    if (asked.length === 0) return;
    const stamps = await loadRateGroupStamps(tx, asked);
    const old = asked.filter((id) => {
      const known = this.#groups.get(id);
      return known === undefined || known.stamp !== stamps.get(id);
    });
    if (old.length === 0) return;
    const rates = await loadRatesOf(tx, old);
    for (const id of old) {
      this.#groups.set(id, { stamp: stamps.get(id), snapshot: buildRateSnapshot(rates.get(id) ?? []) });
    }
  }

  /** The chain with its price lists; undefined where a level has none assigned. */
  levels(chain: readonly ChainStep[]): readonly ChainLevel[] | undefined {
    const levels: ChainLevel[] = [];
    for (const { payerTenantId, payeeTenantId, rateGroupId } of chain) {
      const group = rateGroupId === null ? undefined : this.#groups.get(rateGroupId);
      if (group === undefined) return undefined;
      levels.push({ payerTenantId, payeeTenantId, snapshot: group.snapshot });
    }
    return levels;
  }
}
