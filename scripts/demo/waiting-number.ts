// A number that waits for the reviewers, with documents that were never anybody's: something to look at on their page.
import { keepFile } from '@yunhu/api';
import { submitCallerId } from '@yunhu/db/callerids';
import type { Database } from '@yunhu/db/connect';
import type { ObjectStore } from '@yunhu/db/objects';

const number = '01082286688';
const papers = [
  {
    kind: 'licence',
    fileName: '营业执照（样本）.pdf',
    lines: ['BUSINESS LICENCE', 'SAMPLE', '', 'Lanhai Education Ltd.', 'Credit code 91110000SAMPLE0001', 'Beijing'],
  },
  {
    kind: 'receipt',
    fileName: '号码缴费凭证（样本）.pdf',
    lines: ['RECEIPT', 'SAMPLE', '', 'Number 010-82286688', 'Paid by Lanhai Education Ltd.', 'CNY 300.00'],
  },
] as const;

/** Submits it for a customer, with a word to the reviewer. */
export async function submitWaitingNumber(database: Database, objects: ObjectStore, tenantId: string): Promise<void> {
  const documentIds: string[] = [];
  for (const { lines, ...paper } of papers) {
    const kept = await keepFile({ database, objects }, { tenantId }, { ...paper, bytes: pdfOf(lines) });
    documentIds.push(kept.id);
  }
  await database.withTenant({ tenantId }, (tx) =>
    submitCallerId(tx, { number, documentIds, note: '北京分公司总机，请尽快审核，谢谢。' }, new Date()),
  );
}

/** One page of plain text within a frame. ISO 32000-2, Annex H.2. */
function pdfOf(lines: readonly string[]): Buffer {
  const text = lines.map((line, i) => `BT /F ${i === 0 ? 28 : 16} Tf 70 ${520 - i * 44} Td (${line}) Tj ET`).join('\n');
  const page = `0.2 0.3 0.6 RG 4 w 30 200 535 390 re S\n${text}`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 640]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
    `<</Length ${page.length}>>\nstream\n${page}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  let file = '%PDF-1.4\n';
  const places = objects.map((object, i) => {
    const place = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const head = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  return Buffer.from(
    `${file}${head}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${file.length}\n%%EOF\n`,
  );
}
