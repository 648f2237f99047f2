/** Words of what the product tells without having been asked. */
export const alerts = {
  title: '提醒',
  bell: (unseen: string) => `提醒，${unseen} 条未读`,
  bellQuiet: '提醒，没有未读',
  empty: '一切正常，没有需要处理的事。',
  acknowledge: '知道了',
  acknowledgeAll: '全部知道了',
  seenBy: (name: string, at: string) => `${name} 已于 ${at} 查看`,
  times: (count: string) => `共 ${count} 次`,
  levels: { info: '提示', warning: '注意', critical: '紧急' },
  /** One of each kind; the values are figures of the alert, already written for people. */
  kinds: {
    session_replayed: {
      title: (name: string) => `${name}的登录凭证被重复使用`,
      body: () => '该处登录已立即退出。请向本人确认，必要时重置密码。',
    },
    domain_unproven: {
      title: (domain: string) => `域名 ${domain} 的解析记录已不能证明归属`,
      body: (found: string) => `${found}。系统每天检查一次，持续失败将停止该域名的访问，请尽快修复记录。`,
    },
    caller_id_expiring: {
      title: (days: string) => `外显号码审核将在 ${days} 天内到期`,
      body: () => '到期后不能再外显，用它的任务会暂停。请提前续期。',
    },
    caller_id_expired: {
      title: () => '外显号码审核已到期',
      body: () => '它不再外显，只用它的任务已暂停。重新提交后即可恢复。',
    },
    caller_id_decided: {
      title: (decision: string) => `外显号码：${decision}`,
      body: () => '点开查看审核说明。',
    },
    low_balance: {
      title: (available: string) => `余额偏低：可用 ${available}`,
      body: (threshold: string) => `已低于提醒线 ${threshold}，请及时充值，以免通话中断。`,
    },
    limit_reached: {
      title: (limit: string) => `已达上限：${limit}`,
      body: (most: string) => `上限为 ${most}，超出的呼叫会等待。需要更多请联系上级。`,
    },
    wallet_blocked: {
      title: (reason: string) => `账户已冻结：${reason}`,
      body: (balance: string) => `余额 ${balance}，资金只进不出，任务已暂停。`,
    },
    payment_disputed: {
      title: (amount: string) => `付款被银行争议：${amount}`,
      body: (status: string) => `争议状态：${status}。争议金额已暂扣，请尽快提交凭证。`,
    },
    payment_mismatched: {
      title: () => '收到的付款无法入账',
      body: () => '金额或币种与订单不符，款项未记入任何账户，请人工核对。',
    },
    ledger_drift: {
      title: (drift: string) => `账本核对不平：${drift} 处`,
      body: (invariants: string) => `不成立的规则：${invariants}。请立即查看对账页。`,
    },
    margin_lost: {
      title: (group: string) => `“${group}”的售价低于进价`,
      body: (count: string, example: string) =>
        `进价已上调：${count} 个前缀（如 ${example}）正在亏损。请调整售价，或确认允许。`,
    },
    transfer_waiting: {
      title: (amount: string) => `${amount} 的资金申请等待审批`,
      body: (who: string) => `${who}，需要另一位同事审批。`,
    },
    audio_decided: {
      title: (name: string, decision: string) => `语音“${name}”：${decision}`,
      body: (reason: string | null) => reason ?? '已可在流程中使用。',
    },
    audio_changed: {
      title: (name: string) => `语音“${name}”的文件与审核时不一致`,
      body: () => '保存的文件被改动或丢失，已停止使用它的任务。请核查，必要时重新上传并送审。',
    },
    audio_repaired: {
      title: (name: string) => `线路上的语音“${name}”被改动过`,
      body: () => '已从存储中恢复为审核通过的内容。请检查谁能写入语音目录。',
    },
    support_session_opened: {
      title: (name: string, company: string) => `${name}（${company}）正在查看您的账户`,
      body: (reason: string) => `原因：${reason}。对方只能查看，您可以随时结束。`,
    },
    job_failed: {
      title: (job: string) => `后台任务失败：${job}`,
      body: (reason: string) => reason,
    },
    other: { title: (kind: string) => kind, body: () => '' },
  },
  limits: { calls: '同时呼叫数', pace: '每秒呼叫数', spend: '每日消费' },
  blockedReasons: { negative_balance: '余额为负', by_seller: '上级冻结' },
  transferKinds: {
    top_up: '充值',
    withdrawal: '提现',
    correction: '调账',
    credit_limit: '授信额度',
    approval_limit: '审批限额',
  },
};
