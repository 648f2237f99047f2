import type { TenantTx } from '../../connect/index.ts';
import { DomainError } from '../../errors.ts';
import { recordAudit } from '../../tenancy/index.ts';
import type { AssignedTaskType } from '../load-rate-sources.ts';
import type { MarkUp } from '../rate-rule.ts';
import { insertRule } from './change-rule.ts';

export interface NewRuleGroup {
  readonly name: string;
  /** It follows what the current tenant buys at for tasks of this type. */
  readonly costTaskType: AssignedTaskType;
  readonly markUp: MarkUp;
  readonly belowCostAllowed: boolean;
}

/** Creates a group whose prices follow one's cost; answers its id. Throws `invalid_input` for the operator, who buys from nobody. */
export async function createRuleGroup(tx: TenantTx, input: NewRuleGroup): Promise<string> {
  const { tenantId } = tx.actor;
  const [{ isOperator }] = await tx.sql<[{ isOperator: boolean }]>`
    select kind = 'operator' as "isOperator" from tenants where id = ${tenantId}`;
  if (isOperator) {
    throw new DomainError('invalid_input', 'nobody sells to the operator', [
      { field: 'rule', code: 'nothing_to_follow', message: 'make a list: there is no cost that a rule could follow' },
    ]);
  }
  const [{ id }] = await tx.sql<[{ id: string }]>`
    insert into rate_groups (tenant_id, name, currency, pricing, cost_task_type)
    select ${tenantId}, ${input.name}, currency, 'rule', ${input.costTaskType} from tenants where id = ${tenantId} returning id`;
  await insertRule(tx, id, { ...input, version: 1 });
  await recordAudit(tx, {
    tenantId,
    action: 'rate-group.create',
    subjectType: 'rate-group',
    subjectId: id,
    details: { name: input.name, follows: input.costTaskType, belowCostAllowed: input.belowCostAllowed },
  });
  return id;
}
