import type { TenantTx } from '@yunhu/db/connect';
import type { Cell } from '@yunhu/db/sheets';
import {
  type AuditFilter,
  auditExportInput,
  type AuditView,
  countAudit,
  filterOfAuditExport,
  listAudit,
} from '@yunhu/db/tenancy';
import type { JobHandler } from './job-context.ts';
import { type Language, readTimeZone, wallTime } from './ledger/words.ts';
import { writeTable } from './write-table.ts';

/** Read at once. */
const part = 2_000;

const auditWords: Readonly<
  Record<Language, { sheet: string; heads: readonly string[]; above: string; system: string; hidden: string }>
> = {
  zh: {
    sheet: '操作日志',
    heads: [
      '时间',
      '公司',
      '操作方',
      '操作人',
      '动作',
      '对象类型',
      '对象',
      '对象编号',
      '说明',
      '变更前',
      '变更后',
      '来源地址',
      '请求编号',
      '技术支持会话',
    ],
    above: '上级',
    system: '系统',
    hidden: '仅本公司可见',
  },
  en: {
    sheet: 'Audit',
    heads: [
      'Time',
      'Company',
      'Acting company',
      'Person',
      'Action',
      'Subject type',
      'Subject',
      'Subject id',
      'Details',
      'Before',
      'After',
      'Address',
      'Request id',
      'Support session',
    ],
    above: 'Your seller',
    system: 'System',
    hidden: 'The company’s alone',
  },
};

/** Every audit entry of a filter as CSV or XLSX, in the order of the page; actions by their names, as programs know them. */
export const auditExport: JobHandler = (context) => {
  const input = auditExportInput.parse(context.job.input);
  const { format, language } = input;
  const filter = filterOfAuditExport(input);
  const words = auditWords[language];
  return writeTable(context, {
    name: `audit-${context.clock.now().toISOString().slice(0, 10)}`,
    sheetName: words.sheet,
    heading: words.heads,
    format,
    count: (tx) => countAudit(tx, filter),
    parts: (tx) => readParts(tx, filter, language),
  });
};

async function* readParts(tx: TenantTx, filter: AuditFilter, language: Language) {
  const timeZone = await readTimeZone(tx);
  let cursor: string | undefined;
  do {
    const page = await listAudit(tx, filter, { cursor, limit: part });
    yield page.items.map((entry) => rowOf(entry, timeZone, language));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

function rowOf(entry: AuditView, timeZone: string, language: Language): Cell[] {
  const { above, system, hidden } = auditWords[language];
  const { actor, subject } = entry;
  return [
    wallTime(entry.occurredAt, timeZone),
    entry.tenant.name,
    actor.tenant?.name ?? above,
    actor.staff?.name ?? (actor.kind === 'system' ? system : null),
    entry.action,
    subject.type,
    subject.name,
    subject.id,
    entry.hidden ? hidden : fieldsOf(entry.details),
    fieldsOf(entry.before),
    fieldsOf(entry.after),
    entry.address,
    entry.requestId,
    entry.supportSessionId,
  ];
}

function fieldsOf(fields: AuditView['details'] | null): string | null {
  const entries = Object.entries(fields ?? {}).filter(([, value]) => value !== null);
  if (entries.length === 0) return null;
  return entries.map(([key, value]) => `${key}: ${Array.isArray(value) ? value.join(' ') : String(value)}`).join('; ');
}
