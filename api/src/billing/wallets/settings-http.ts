import {
  type CurrentMoneySettings,
  getMoneySettings,
  type MoneySettings as Settings,
  setMoneySettings,
} from '@yunhu/db/billing';
import { json, requiredJson } from '../../http/bodies.ts';
import { declare } from '../../http/declare.ts';
import { inTenant } from '../../http/request.ts';
import { newRoutes, type Services } from '../../http/services.ts';
import { readAmount, readLimit } from '../read-amount.ts';
import { type MoneySettings, moneySettings, moneySettingsBody } from './schemas.ts';

const tags = ['wallets'];

const readRoute = declare('money.read', {
  method: 'get',
  path: '/v1/money-settings',
  tags,
  summary: 'The limit above which a second person approves, and the levels of low-balance alerts',
  responses: { 200: json(moneySettings) },
});

const writeRoute = declare('money.settings', {
  method: 'put',
  path: '/v1/money-settings',
  tags,
  summary: 'Set all of them; a limit that is raised or lifted waits for a second person',
  request: { body: requiredJson(moneySettingsBody) },
  responses: { 200: json(moneySettings) },
});

/** What a tenant sets for its own money. */
export function moneySettingsRoutes({ database }: Services) {
  const routes = newRoutes();
  routes.openapi(readRoute, async (c) => c.json(view(await inTenant(c, database, getMoneySettings)), 200));
  routes.openapi(writeRoute, async (c) => {
    const body = c.req.valid('json');
    const settings: Settings = {
      transferApprovalLimitMicros:
        body.transferApprovalLimit === null ? null : readAmount(body.transferApprovalLimit, 'transferApprovalLimit'),
      lowBalanceInfoMicros: readLimit(body.lowBalanceInfo, 'lowBalanceInfo'),
      lowBalanceWarningMicros: readLimit(body.lowBalanceWarning, 'lowBalanceWarning'),
      lowBalanceCriticalMicros: readLimit(body.lowBalanceCritical, 'lowBalanceCritical'),
    };
    const current = await inTenant(c, database, async (tx) => {
      await setMoneySettings(tx, settings);
      return getMoneySettings(tx);
    });
    return c.json(view(current), 200);
  });
  return routes;
}

function view(settings: CurrentMoneySettings): MoneySettings {
  return {
    transferApprovalLimitMicros:
      settings.transferApprovalLimitMicros === null ? null : String(settings.transferApprovalLimitMicros),
    lowBalanceInfoMicros: String(settings.lowBalanceInfoMicros),
    lowBalanceWarningMicros: String(settings.lowBalanceWarningMicros),
    lowBalanceCriticalMicros: String(settings.lowBalanceCriticalMicros),
    waitingLimit: settings.waitingLimit,
  };
}
