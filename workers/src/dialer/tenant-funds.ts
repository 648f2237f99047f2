/** What customers may still spend, as last read, less what was asked for since: an estimate. Admission alone decides. */
export class TenantFunds {
  readonly #available = new Map<string, bigint>();

  set(tenantId: string, availableMicros: bigint): void {
    this.#available.set(tenantId, availableMicros);
  }

  available(tenantId: string): bigint {
    return this.#available.get(tenantId) ?? 0n;
  }

  spend(tenantId: string, amountMicros: bigint): void {
    this.#available.set(tenantId, this.available(tenantId) - amountMicros);
  }
}
