import type { Words } from '../words.ts';
import type { zh } from '../zh/index.ts';

export const alerts: Words<typeof zh.alerts> = {
  title: 'Alerts',
  bell: (unseen) => `Alerts, ${unseen} new`,
  bellQuiet: 'Alerts, none new',
  empty: 'All is well; nothing needs you.',
  acknowledge: 'Got it',
  acknowledgeAll: 'Mark all as seen',
  seenBy: (name, at) => `Seen by ${name}, ${at}`,
  times: (count) => `${count} times`,
  levels: { info: 'Note', warning: 'Warning', critical: 'Urgent' },
  kinds: {
    session_replayed: {
      title: (name) => `A used sign-in token of ${name} came back`,
      body: () => 'That sign-in was ended at once. Ask the person, and reset the password if need be.',
    },
    domain_unproven: {
      title: (domain) => `The DNS of ${domain} does not name you any more`,
      body: (found) =>
        `${found}. It is asked each day, and stops being served when that lasts. Mend the record in time.`,
    },
    caller_id_expiring: {
      title: (days) => `A caller ID’s approval ends within ${days} days`,
      body: () => 'It is not shown afterwards, and tasks that use it pause. Renew it in time.',
    },
    caller_id_expired: {
      title: () => 'A caller ID’s approval has expired',
      body: () => 'It is not shown any more, and tasks with no other number are paused. Submit it again.',
    },
    caller_id_decided: {
      title: (decision) => `Caller ID: ${decision}`,
      body: () => 'Open it to read what the reviewer says.',
    },
    low_balance: {
      title: (available) => `Balance is low: ${available} available`,
      body: (threshold) => `Below the line of ${threshold}. Top up in time, or calls will stop.`,
    },
    limit_reached: {
      title: (limit) => `Limit reached: ${limit}`,
      body: (most) => `The limit is ${most}; calls beyond it wait. Ask your provider for more.`,
    },
    wallet_blocked: {
      title: (reason) => `Wallet blocked: ${reason}`,
      body: (balance) => `Balance ${balance}. Money comes in but does not go out, and tasks are paused.`,
    },
    payment_disputed: {
      title: (amount) => `Payment disputed: ${amount}`,
      body: (status) => `State of the dispute: ${status}. The amount is held back; send evidence soon.`,
    },
    payment_mismatched: {
      title: () => 'A payment cannot be credited',
      body: () =>
        'Its amount or currency is not the one that was asked for. No wallet was credited; please look into it.',
    },
    ledger_drift: {
      title: (drift) => `The ledger does not add up: ${drift}`,
      body: (invariants) => `Broken: ${invariants}. Look at the reconciliation page now.`,
    },
    margin_lost: {
      title: (group) => `${group} sells below cost`,
      body: (count, example) =>
        `Your cost has risen: ${count} prefixes such as ${example} lose money. Change your prices, or allow it.`,
    },
    transfer_waiting: {
      title: (amount) => `A request for ${amount} waits for approval`,
      body: (who) => `${who}; a second person has to approve it.`,
    },
    audio_decided: {
      title: (name, decision) => `Audio “${name}”: ${decision}`,
      body: (reason) => reason ?? 'Flows can use it now.',
    },
    audio_changed: {
      title: (name) => `The file of audio “${name}” is not the approved one`,
      body: () =>
        'The stored file was changed or is gone; tasks that play it were stopped. Check it, or upload it anew.',
    },
    audio_repaired: {
      title: (name) => `Audio “${name}” was changed on the switch`,
      body: () => 'It was restored from the store. Check who may write to the folder of sounds.',
    },
    support_session_opened: {
      title: (name, company) => `${name} (${company}) is looking at your account`,
      body: (reason) => `Why: ${reason}. They can look, not change; you can end it at any time.`,
    },
    job_failed: {
      title: (job) => `Job failed: ${job}`,
      body: (reason) => reason,
    },
    other: { title: (kind) => kind, body: () => '' },
  },
  limits: { calls: 'calls at once', pace: 'calls per second', spend: 'daily spend' },
  blockedReasons: { negative_balance: 'balance below zero', by_seller: 'by your provider' },
  transferKinds: {
    top_up: 'Top-up',
    withdrawal: 'Withdrawal',
    correction: 'Correction',
    credit_limit: 'Credit limit',
    approval_limit: 'Approval limit',
  },
};
