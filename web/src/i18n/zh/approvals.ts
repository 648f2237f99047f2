/** Words of the page where a seller sees its customers' approvals. */
export const approvals = {
  title: '下级审核',
  lead: '客户提交的外显号码和语音审核到哪一步',
  search: '搜索客户、号码或语音',
  empty: '客户还没有提交过外显号码或语音。',
  emptyFiltered: '没有符合条件的记录。',
  kinds: { 'caller-id': '外显号码', audio: '语音' },
  columns: {
    name: '内容',
    tenant: '客户',
    state: '状态',
    until: '有效期至',
    reason: '审核说明',
    at: '最近变化',
  },
};
