// A four-level hierarchy straight in SQL, as the superuser, for tests and benchmarks that need calls rather than people.
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';

export interface HierarchyOptions {
  /** Micro-units of one 60-second block: what the customer, the sub-agent and the agent pay. */
  readonly prices?: readonly [bigint, bigint, bigint];
  /** Micro-units in the wallets of customer, sub-agent and agent. */
  readonly balances?: readonly [bigint, bigint, bigint];
  /** Customers below the sub-agent. */
  readonly customers?: number;
  /** Percent of the queue's seats that may be in calls at once; a channel limit where there is no queue. */
  readonly channelLimit?: number;
  readonly seats?: number;
  readonly sendRatioPercent?: number;
  /** FlowDefinition as the dialer reads it. */
  readonly flow?: Record<string, unknown>;
  /** Length of the approved audio. */
  readonly audioMs?: number;
}

export interface CustomerIds {
  readonly tenantId: string;
  readonly taskId: string;
  readonly callerIdId: string;
  readonly flowId: string;
  readonly queueId: string | undefined;
  readonly seatIds: readonly string[];
  /** SIP ids of the seats, in the same order. */
  readonly sipIds: readonly string[];
}

export interface Hierarchy {
  readonly operatorId: string;
  readonly agentId: string;
  readonly subAgentId: string;
  readonly trunkId: string;
  readonly audioSha256: string;
  readonly customers: readonly [CustomerIds, ...CustomerIds[]];
}

const defaultPrices = [150_000n, 120_000n, 100_000n] as const;
const million = 1_000_000_000_000n;

/** Builds operator → agent → sub-agent → customers, each customer with a draft task, and answers the ids. */
export async function buildHierarchy(superuserUrl: string, options: HierarchyOptions = {}): Promise<Hierarchy> {
  const sql = postgres(superuserUrl, { max: 1, onnotice: () => undefined });
  try {
    return await sql.begin((tx) => build(tx, options));
  } finally {
    await sql.end();
  }
}

async function build(sql: postgres.TransactionSql, options: HierarchyOptions): Promise<Hierarchy> {
  const [operatorId, agentId, subAgentId, trunkId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const prices = options.prices ?? defaultPrices;
  const balances = options.balances ?? [million, million, million];
  await sql`insert into tenants (id, parent_id, kind, name) values (${operatorId}, null, 'operator', 'Operator')`;
  await sql`insert into tenants (id, parent_id, kind, name) values (${agentId}, ${operatorId}, 'agent', 'Agent')`;
  await sql`insert into tenants (id, parent_id, kind, name) values (${subAgentId}, ${agentId}, 'agent', 'Sub-agent')`;
  for (const tenant of [operatorId, agentId, subAgentId]) await sql`select open_wallet(${tenant})`;
  const groups = [];
  for (const [seller, price] of [
    [subAgentId, prices[0]],
    [agentId, prices[1]],
    [operatorId, prices[2]],
  ] as const) {
    groups.push(await makeRateGroup(sql, seller, price));
  }
  const [forCustomers, forSubAgent, forAgent] = groups as [string, string, string];
  await assign(sql, subAgentId, agentId, forSubAgent);
  await assign(sql, agentId, operatorId, forAgent);
  await fund(sql, operatorId, agentId, balances[2]);
  await fund(sql, operatorId, subAgentId, balances[1]);
  await sql`insert into trunks (tenant_id, id, name, host, port, max_channels, max_calls_per_second)
    values (${operatorId}, ${trunkId}, 'carrier', '127.0.0.1', 5060, 100000, 10000)`;
  await sql`insert into routes (tenant_id, prefix, trunk_id) values (${operatorId}, '', ${trunkId})`;

  const audioSha256 = 'a'.repeat(64);
  const customers: CustomerIds[] = [];
  for (let n = 0; n < (options.customers ?? 1); n++) {
    const customer = await makeCustomer(sql, n, subAgentId, audioSha256, options);
    await assign(sql, customer.tenantId, subAgentId, forCustomers);
    await fund(sql, operatorId, customer.tenantId, balances[0]);
    customers.push(customer);
  }
  return {
    operatorId,
    agentId,
    subAgentId,
    trunkId,
    audioSha256,
    customers: customers as [CustomerIds, ...CustomerIds[]],
  };
}

async function makeRateGroup(sql: postgres.TransactionSql, seller: string, price: bigint): Promise<string> {
  const id = randomUUID();
  await sql`insert into rate_groups (tenant_id, id, name, currency) values (${seller}, ${id}, 'Voice broadcast', 'CNY')`;
  await sql`insert into rates (tenant_id, rate_group_id, prefix, destination, block_seconds, price_per_block_micros)
    values (${seller}, ${id}, '86', 'China', 60, ${String(price)})`;
  return id;
}

async function assign(sql: postgres.TransactionSql, buyer: string, seller: string, group: string): Promise<void> {
  await sql`insert into rate_assignments (tenant_id, seller_tenant_id, rate_group_id) values (${buyer}, ${seller}, ${group})`;
}

/** Money from outside, double entry, as a payment posts it. */
async function fund(sql: postgres.TransactionSql, operator: string, tenant: string, amount: bigint): Promise<void> {
  if (amount === 0n) return;
  await sql`
    with sides as (
      select w.*, case w.tenant_id when ${tenant} then ${String(amount)}::bigint else -${String(amount)}::bigint end amount
      from wallets w where (w.tenant_id, w.kind) in ((${tenant}, 'main'), (${operator}, 'external'))
    ), posted as (
      insert into entries (tenant_id, wallet_id, seq, transfer_id, kind, amount_micros, balance_after_micros, counterparty_tenant_id, occurred_at)
      select tenant_id, id, last_seq + 1, ${randomUUID()}, 'top_up', amount, balance_micros + amount,
        case tenant_id when ${tenant} then ${operator}::uuid else ${tenant}::uuid end, now() from sides
    )
    update wallets w set balance_micros = w.balance_micros + s.amount, last_seq = w.last_seq + 1 from sides s where s.id = w.id`;
}

const broadcast = {
  plays: 1,
  keyWaitSeconds: 5,
  keys: { '1': { action: 'transfer' }, '9': { action: 'opt-out' } },
  seatWaitSeconds: 20,
  seatRingSeconds: 10,
  callTimeoutSeconds: 15,
  retries: 0,
  retryIntervalSeconds: 60,
};

async function makeCustomer(
  sql: postgres.TransactionSql,
  n: number,
  parent: string,
  sha256: string,
  options: HierarchyOptions,
): Promise<CustomerIds> {
  const [tenantId, taskId, callerIdId, flowId, audioId] = [
    randomUUID(),
    randomUUID(),
    randomUUID(),
    randomUUID(),
    randomUUID(),
  ];
  await sql`insert into tenants (id, parent_id, kind, name) values (${tenantId}, ${parent}, 'customer', ${`Customer ${n + 1}`})`;
  await sql`select open_wallet(${tenantId})`;
  await sql`insert into caller_ids (tenant_id, id, number, state, approved_until) values (${tenantId}, ${callerIdId}, '+8640088' || ${String(23823 + n)}, 'approved', 'infinity')`;
  await sql`insert into audio (tenant_id, id, name, kind, sha256, duration_ms, state)
    values (${tenantId}, ${audioId}, 'Greeting', 'outbound', ${sha256}, ${options.audioMs ?? 3000}, 'approved')`;
  const seats = await makeSeats(sql, tenantId, options.seats ?? 0);
  let queueId: string | undefined;
  if (seats.length > 0) {
    queueId = randomUUID();
    await sql`insert into queues (tenant_id, id, name) values (${tenantId}, ${queueId}, 'Sales')`;
    for (const [i, seat] of seats.entries()) {
      await sql`insert into queue_seats (tenant_id, queue_id, seat_id, position) values (${tenantId}, ${queueId}, ${seat.id}, ${i})`;
    }
  }
  const definition =
    options.flow ?? (queueId === undefined ? { ...broadcast, keys: { '9': { action: 'opt-out' } } } : broadcast);
  await sql`insert into flows (tenant_id, id, name) values (${tenantId}, ${flowId}, 'Call back')`;
  await sql`insert into flow_versions (tenant_id, flow_id, version, audio_id, queue_id, definition)
    values (${tenantId}, ${flowId}, 1, ${audioId}, ${queueId ?? null}, ${sql.json(definition as postgres.JSONValue)})`;
  const ratio = queueId === undefined ? null : (options.sendRatioPercent ?? 100);
  await sql`insert into tasks (tenant_id, id, name, flow_id, flow_version, caller_id_id, send_ratio_percent, channel_limit)
    values (${tenantId}, ${taskId}, 'Autumn', ${flowId}, 1, ${callerIdId}, ${ratio}, ${ratio === null ? (options.channelLimit ?? 100) : null})`;
  await sql`insert into task_counters (tenant_id, task_id) values (${tenantId}, ${taskId})`;
  return {
    tenantId,
    taskId,
    callerIdId,
    flowId,
    queueId,
    seatIds: seats.map((s) => s.id),
    sipIds: seats.map((s) => s.sipId),
  };
}

async function makeSeats(
  sql: postgres.TransactionSql,
  tenantId: string,
  count: number,
): Promise<{ id: string; sipId: string }[]> {
  const seats = [];
  for (let i = 0; i < count; i++) {
    const [id, extensionId, sipId] = [randomUUID(), randomUUID(), `s${randomUUID().replaceAll('-', '').slice(0, 12)}`];
    await sql`insert into extensions (tenant_id, id, number, sip_id, ha1) values (${tenantId}, ${extensionId}, ${String(8001 + i)}, ${sipId}, md5(${`${sipId}:yunhu:pw`}))`;
    await sql`insert into seats (tenant_id, id, name, extension_id, state) values (${tenantId}, ${id}, ${`Seat ${i + 1}`}, ${extensionId}, 'ready')`;
    seats.push({ id, sipId });
  }
  return seats;
}

/** Adds targets `+86138…` with consecutive numbers to a customer's task, and counts them. */
export async function addTargets(
  superuserUrl: string,
  customer: CustomerIds,
  numbers: readonly string[],
): Promise<void> {
  const sql = postgres(superuserUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql.begin(async (tx) => {
      await tx`insert into targets (tenant_id, task_id, number) select ${customer.tenantId}, ${customer.taskId}, unnest(${numbers as string[]}::text[])`;
      await tx`update task_counters set total = total + ${numbers.length}, waiting = waiting + ${numbers.length}
        where tenant_id = ${customer.tenantId} and task_id = ${customer.taskId}`;
    });
  } finally {
    await sql.end();
  }
}
