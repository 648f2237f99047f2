/** Who takes turns, and how many turns in a round it gets for its weight. */
export interface TurnTaker {
  readonly id: string;
  readonly weight: number;
}

/**
 * Deficit round robin (Shreedhar and Varghese, 1995) where each call costs one turn: over time each tenant that has something
 * to dial dials in proportion to its weight, whatever the priorities inside it are. Who cannot dial keeps no claim for later.
 */
export class FairTurns {
  /** In ring order; the first one's turn is next. */
  #ring: string[] = [];
  readonly #deficits = new Map<string, number>();

  /**
   * Lets the takers dial in fair order. `serve` dials one call and says true, or says false where that taker cannot dial now;
   * it is not asked again in this round. Ends when nobody can, or after `limit` calls.
   */
  run(takers: readonly TurnTaker[], limit: number, serve: (id: string) => boolean): number {
    const weights = new Map(takers.map((taker) => [taker.id, taker.weight]));
    this.#renew(weights);
    const idle: string[] = [];
    let served = 0;
    while (served < limit) {
      const id = this.#ring[0];
      if (id === undefined) break;
      const deficit = this.#deficits.get(id) ?? 0;
      if (deficit < 1) {
        this.#deficits.set(id, deficit + (weights.get(id) ?? 1));
        this.#ring.push(...this.#ring.splice(0, 1));
        continue;
      }
      if (serve(id)) {
        served += 1;
        this.#deficits.set(id, deficit - 1);
      } else {
        this.#deficits.set(id, 0);
        idle.push(...this.#ring.splice(0, 1));
      }
    }
    this.#ring.push(...idle);
    return served;
  }

  #renew(weights: ReadonlyMap<string, number>): void {
    this.#ring = this.#ring.filter((id) => weights.has(id));
    const known = new Set(this.#ring);
    for (const id of weights.keys()) if (!known.has(id)) this.#ring.push(id);
    for (const id of this.#deficits.keys()) if (!weights.has(id)) this.#deficits.delete(id);
  }
}
