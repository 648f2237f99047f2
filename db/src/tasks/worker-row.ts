/** What a worker process says of itself; pages show the switch's part. */
export interface WorkerRow {
  readonly id: string;
  /** The place it fills; the next process of the same slot takes its calls over. */
  readonly slot: string;
  readonly switchKind: 'asterisk' | 'simulator';
  readonly switchState: 'up' | 'down' | 'replaced';
  /** One line for people: which switch, and why this one. */
  readonly switchReason: string;
}

/** A task by its tenant and id. */
export interface TaskKey {
  readonly tenantId: string;
  readonly taskId: string;
}
