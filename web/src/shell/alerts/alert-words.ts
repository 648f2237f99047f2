import type { Alert } from '@yunhu/api/schemas';
import { t, tMaybe } from '../../i18n/translate.ts';
import { failureWords, kindWords } from '../../jobs/job-words.ts';
import type { useFormat } from '../../session/format.ts';
import { type Page, pages } from '../pages.ts';

export type AlertWords = {
  title: string;
  body: string;
  /** Where the thing itself is. */
  page?: Page;
  path?: string;
};

type Format = Pick<ReturnType<typeof useFormat>, 'money' | 'count'>;

const micros = /^-?\d{1,19}$/;

/** The figures of an alert as people read them; what is missing is a dash, as details belong to whoever raised it. */
function readerOf({ details }: Alert, format: Format) {
  const known = (name: string): string | null => {
    const value = details[name];
    return value === undefined || value === null || value === '' ? null : String(value);
  };
  const text = (name: string): string => known(name) ?? t('ui.none');
  const money = (name: string): string => (micros.test(text(name)) ? format.money(text(name)) : t('ui.none'));
  return { known, text, money };
}

/** The number itself, on the page of numbers. */
const numberOf = ({ subject }: Alert) => ({
  page: pages.callerIds,
  path: `${pages.callerIds.path}?number=${subject.id}`,
});

type Writer = (alert: Alert, format: Format) => AlertWords;

const writers: Readonly<Record<Alert['kind'], Writer>> = {
  session_replayed: (alert, format) => {
    const { text } = readerOf(alert, format);
    return {
      title: t('alerts.kinds.session_replayed.title', text('name')),
      body: t('alerts.kinds.session_replayed.body'),
      page: pages.staff,
    };
  },
  domain_unproven: (alert, format) => {
    const { text } = readerOf(alert, format);
    return {
      title: t('alerts.kinds.domain_unproven.title', text('domain')),
      body: t('alerts.kinds.domain_unproven.body', tMaybe('branding.results', text('found'), text('found'))),
      page: pages.branding,
    };
  },
  caller_id_expiring: (alert, format) => ({
    title: t('alerts.kinds.caller_id_expiring.title', readerOf(alert, format).text('days')),
    body: t('alerts.kinds.caller_id_expiring.body'),
    ...numberOf(alert),
  }),
  caller_id_expired: (alert) => ({
    title: t('alerts.kinds.caller_id_expired.title'),
    body: t('alerts.kinds.caller_id_expired.body'),
    ...numberOf(alert),
  }),
  caller_id_decided: (alert, format) => {
    const decision = readerOf(alert, format).text('decision');
    return {
      title: t('alerts.kinds.caller_id_decided.title', tMaybe('approval.events', decision, decision)),
      body: t('alerts.kinds.caller_id_decided.body'),
      ...numberOf(alert),
    };
  },
  low_balance: (alert, format) => {
    const { money } = readerOf(alert, format);
    return {
      title: t('alerts.kinds.low_balance.title', money('availableMicros')),
      body: t('alerts.kinds.low_balance.body', money('thresholdMicros')),
      page: pages.ledger,
    };
  },
  limit_reached: (alert, format) => {
    const { text, money } = readerOf(alert, format);
    return {
      title: t('alerts.kinds.limit_reached.title', tMaybe('alerts.limits', text('limit'), text('limit'))),
      body: t('alerts.kinds.limit_reached.body', text('limit') === 'spend' ? money('most') : text('most')),
    };
  },
  wallet_blocked: (alert, format) => {
    const { text, money } = readerOf(alert, format);
    return {
      title: t('alerts.kinds.wallet_blocked.title', tMaybe('alerts.blockedReasons', text('reason'), text('reason'))),
      body: t('alerts.kinds.wallet_blocked.body', money('balanceMicros')),
      page: pages.ledger,
    };
  },
  payment_disputed: (alert, format) => {
    const { text, money } = readerOf(alert, format);
    return {
      title: t('alerts.kinds.payment_disputed.title', money('disputedMicros')),
      body: t('alerts.kinds.payment_disputed.body', tMaybe('payments.disputeStatuses', text('status'), text('status'))),
      page: pages.payments,
      path: `${pages.payments.path}?payment=${alert.subject.id}`,
    };
  },
  payment_mismatched: (alert) => ({
    title: t('alerts.kinds.payment_mismatched.title'),
    body: t('alerts.kinds.payment_mismatched.body'),
    page: pages.payments,
    path: `${pages.payments.path}?payment=${alert.subject.id}`,
  }),
  ledger_drift: (alert, format) => {
    const { text } = readerOf(alert, format);
    return {
      title: t('alerts.kinds.ledger_drift.title', text('drift')),
      body: t('alerts.kinds.ledger_drift.body', text('invariants')),
      page: pages.reconciliation,
    };
  },
  margin_lost: (alert, format) => {
    const { text } = readerOf(alert, format);
    return {
      title: t('alerts.kinds.margin_lost.title', text('groupName')),
      body: t('alerts.kinds.margin_lost.body', text('prefixes'), text('examplePrefix')),
      page: pages.rateGroups,
    };
  },
  transfer_waiting: (alert, format) => {
    const { text, money } = readerOf(alert, format);
    const isLifted = text('kind') === 'approval_limit' && text('amountMicros') === '0';
    const kind = tMaybe('alerts.transferKinds', text('kind'), text('kind'));
    return {
      title: t('alerts.kinds.transfer_waiting.title', isLifted ? t('wallets.requests.noLimit') : money('amountMicros')),
      body: t('alerts.kinds.transfer_waiting.body', `${text('requestedBy')} → ${text('tenantName')} · ${kind}`),
      page: pages.transferRequests,
    };
  },
  audio_decided: (alert, format) => {
    const { known, text } = readerOf(alert, format);
    const decision = text('decision');
    return {
      title: t('alerts.kinds.audio_decided.title', text('name'), tMaybe('approval.events', decision, decision)),
      body: t('alerts.kinds.audio_decided.body', known('reason')),
      page: pages.audio,
      path: `${pages.audio.path}?audio=${alert.subject.id}`,
    };
  },
  audio_changed: (alert, format) => {
    const { text } = readerOf(alert, format);
    return {
      title: t('alerts.kinds.audio_changed.title', text('name')),
      body: t('alerts.kinds.audio_changed.body'),
      page: pages.audio,
      path: `${pages.audio.path}?audio=${alert.subject.id}`,
    };
  },
  audio_repaired: (alert, format) => {
    const { text } = readerOf(alert, format);
    return {
      title: t('alerts.kinds.audio_repaired.title', text('name')),
      body: t('alerts.kinds.audio_repaired.body'),
    };
  },
  support_session_opened: (alert, format) => {
    const { text } = readerOf(alert, format);
    return {
      title: t('alerts.kinds.support_session_opened.title', text('staffName'), text('tenantName')),
      body: t('alerts.kinds.support_session_opened.body', text('reason')),
      page: pages.supportSessions,
      path: `${pages.supportSessions.path}?session=${alert.subject.id}`,
    };
  },
  job_failed: (alert, format) => {
    const { text } = readerOf(alert, format);
    return {
      title: t('alerts.kinds.job_failed.title', kindWords(text('jobKind'))),
      body: t('alerts.kinds.job_failed.body', failureWords(text('code'))),
      page: pages.jobs,
      path: `${pages.jobs.path}?job=${alert.subject.id}`,
    };
  },
};

/** An alert in words, and where to go; a kind that is newer than this page, which was loaded before it, by its name. */
export function wordsOf(alert: Alert, format: Format): AlertWords {
  const write: Writer | undefined = writers[alert.kind];
  return write?.(alert, format) ?? { title: t('alerts.kinds.other.title', alert.kind), body: '' };
}
