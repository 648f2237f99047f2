import { expireCallerIds, remindOfExpiry } from '@yunhu/db/tasks';
import { startTestApi, type TestApi, type TestAnswer, type TestClient } from '@yunhu/tests/api';
import { createTestTenant, type TestTenant } from '@yunhu/tests/customer';
import { readPdf } from '@yunhu/tests/read-pdf';
import { uploadAs } from '@yunhu/tests/uploads';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawDocument } from './documents/draw-document.ts';
import type { Inspection } from './documents/inspection-types.ts';
import { hiddenScript, openScript, pdf, picture } from './documents/make-documents.ts';
import {
  bulkReport,
  callerIdDetail,
  callerIdDocument,
  callerIdPage,
  callerIdPool,
  callerIdReviewDetail,
  callerIdReviewPage,
  callerIdsBelowPage,
  decisionReport,
} from './schemas.ts';

let api: TestApi;
let operator: TestClient;
let agent: TestTenant;
let bakery: TestTenant;
let butcher: TestTenant;
let papers: string[];

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.logIn('operator');
  agent = await createTestTenant(api, operator, { kind: 'agent', name: 'North', loginName: 'north' });
  bakery = await createTestTenant(api, agent.client, { kind: 'customer', name: 'Bakery', loginName: 'bakery' });
  butcher = await createTestTenant(api, operator, { kind: 'customer', name: 'Butcher', loginName: 'butcher' });
  papers = await papersOf(bakery.client);
});

afterAll(() => api.stop());

const bring = async (client: TestClient, kind: string, bytes: Buffer, name: string) =>
  client.post('/v1/caller-id-documents', {
    kind,
    uploadId: await uploadAs(client, 'caller-id-document', bytes, name),
  });

async function papersOf(client: TestClient): Promise<string[]> {
  const licence = await bring(client, 'licence', await picture(80, 60).png().toBuffer(), '营业执照.png');
  const receipt = await bring(client, 'receipt', await pdf(2), 'receipt.pdf');
  return [licence, receipt].map((answer) => answer.as(callerIdDocument).id);
}

/** The colour below on the left, and above on the right. */
async function tintOf(drawn: Inspection): Promise<number[][]> {
  const jpeg = drawn.ok ? drawn.pages[0]?.jpeg : undefined;
  const { data } = await sharp(jpeg).resize(2, 2, { kernel: 'nearest' }).raw().toBuffer({ resolveWithObject: true });
  return [[...data.subarray(6, 9)], [...data.subarray(3, 6)]];
}

let next = 13_800_000_000;
const submit = (client: TestClient, number = String(next++), documentIds = papers) =>
  client.post('/v1/caller-ids', { number, documentIds, note: 'please' });
const submitted = async (client = bakery.client, number?: string, documentIds = papers) =>
  (await submit(client, number, documentIds)).as(callerIdDetail);
const decide = (reviewId: string, change: object = {}, client = operator) =>
  client.post('/v1/caller-id-decisions', { items: [{ reviewId, submission: 1 }], decision: 'approve', ...change });
const outcome = (answer: TestAnswer) => answer.as(decisionReport).items.map((item) => item.outcome);
const detailOf = async (id: string, client = bakery.client) =>
  (await client.get(`/v1/caller-ids/${id}`)).as(callerIdDetail);
const reject = { decision: 'reject', reason: 'too dark' };

describe('documents', () => {
  test('are kept as pictures of their pages, and a PDF is made of these, to be saved and never shown', async () => {
    const [document] = (await detailOf((await submitted()).id)).documents.slice(1);
    expect(document).toMatchObject({ kind: 'receipt', fileName: 'receipt.pdf', contentType: 'application/pdf' });
    expect(document?.pages).toHaveLength(2);
    const page = await bakery.client.fetch(`/v1/caller-id-documents/${document?.id}/pages/2`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    const file = await bakery.client.fetch(`/v1/caller-id-documents/${document?.id}/file`);
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="receipt.pdf"/);
    for (const { headers } of [page, file]) {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain('sandbox');
    }
  });

  test('of a PDF whose script only readers find that follow its table, reviewers can save what we drew, and nobody the script', async () => {
    const sent = hiddenScript();
    expect((await readPdf(sent)).runsScripts).toBe(true);
    const licence = (await bring(bakery.client, 'licence', sent, 'licence.pdf')).as(callerIdDocument);
    const receipt = (await bring(bakery.client, 'receipt', await pdf(3), 'receipt.pdf')).as(callerIdDocument);
    const { id } = await submitted(bakery.client, undefined, [licence.id, receipt.id]);
    const saved = async (documentId: string) => {
      const path = `/v1/caller-id-reviews/${id}/documents/${documentId}/file`;
      const answer = await operator.fetch(path);
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(answer.headers.get('content-length')).toBe(String(bytes.length));
      return bytes;
    };
    const ours = await saved(licence.id);
    expect(await readPdf(ours)).toMatchObject({ pages: 1, pictures: 1, runsScripts: false });
    expect(/JavaScript|OpenAction|ObjStm/.test(ours.toString('latin1'))).toBe(false);
    expect(await readPdf(await saved(receipt.id))).toMatchObject({ pages: 3, pictures: 3, text: '\n\n\n' });
    // It shows what was drawn.
    const drawn = await drawDocument(ours);
    expect(drawn).toMatchObject({ ok: true, pages: [{ height: 2000 }] });
    expect(await tintOf(drawn)).toEqual(await tintOf(await drawDocument(sent)));
  });

  test('own bytes are not kept, and what was sent is gone from the store', async () => {
    await bring(bakery.client, 'licence', await picture(30, 30).jpeg().toBuffer(), 'a.jpg');
    const { objects } = await api.objects.list(`tenant/${bakery.id}/`);
    expect(objects.every(({ key }) => /caller-id-pages\/.+\.jpg$/.test(key))).toBe(true);
  });

  test.each<[string, () => Promise<Buffer>, string]>([
    ['a script in a PDF that says it is a picture', () => pdf(1, openScript), 'active_pdf'],
    ['a page of the web that says it is one', async () => Buffer.from('<script>alert(1)</script>'), 'not_a_document'],
  ])('%s is refused with the reason', async (_, make, code) => {
    const answer = await bring(bakery.client, 'licence', await make(), 'photo.jpg');
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'file_unreadable', errors: [{ field: 'uploadId', code }] },
    });
  });

  test('of others are not there, neither to look at nor to submit', async () => {
    const [licence] = papers;
    for (const part of ['pages/1', 'file'])
      expect((await butcher.client.fetch(`/v1/caller-id-documents/${licence}/${part}`)).status).toBe(404);
    expect(await submit(butcher.client)).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'documentIds', code: 'unknown_document' }] },
    });
  });
});

describe('a submission', () => {
  test('needs a licence and a receipt, and says which is missing', async () => {
    const codeOf = async (documentIds: string[]) =>
      ((await submit(bakery.client, '13900000001', documentIds)).body as { errors: { code: string }[] }).errors[0]
        ?.code;
    expect(await codeOf([papers[0] ?? ''])).toBe('receipt_missing');
    expect(await codeOf([papers[1] ?? ''])).toBe('licence_missing');
  });

  test.each([
    ['95588', 'service_number'],
    ['8008101234', 'toll_free'],
    ['+1 415 555 2671', 'foreign_number'],
    ['82286688', 'missing_area_code'],
  ])('of %s is refused: %s', async (number, code) => {
    expect(await submit(bakery.client, number)).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'number', code }] },
    });
  });

  test('waits, is written down, and cannot be made twice', async () => {
    const made = await submitted(bakery.client, '+86 10 8228-6688');
    expect(made).toMatchObject({ number: '+861082286688', kind: 'landline', state: 'submitted', note: 'please' });
    expect(made.events).toMatchObject([{ kind: 'submitted', side: 'customer' }]);
    expect(await submit(bakery.client, '01082286688')).toMatchObject({ status: 409, body: { code: 'name_taken' } });
  });

  test('401 for nobody, 403 for who may not, 404 for another customer', async () => {
    const { id } = await submitted();
    const path = `/v1/caller-ids/${id}`;
    expect((await api.anonymous.get(path)).status).toBe(401);
    expect((await agent.client.get(path)).status).toBe(403);
    expect((await butcher.client.get(path)).status).toBe(404);
    expect((await bakery.client.get('/v1/caller-id-reviews')).status).toBe(403);
    expect((await decide(id, {}, bakery.client)).status).toBe(403);
    expect((await decide(id, {}, agent.client)).status).toBe(403);
    expect((await bakery.client.get('/v1/caller-ids?state=nonsense')).status).toBe(422);
  });
});

describe('a review', () => {
  test('shows what waits over all tenants, the oldest first, with who stands above', async () => {
    const { id } = await submitted();
    const { items, counts } = (await operator.get('/v1/caller-id-reviews')).as(callerIdReviewPage);
    expect(items.at(-1)).toMatchObject({
      id,
      tenant: { name: 'Bakery' },
      chain: [{ name: 'North' }],
      documentCount: 2,
    });
    expect(counts.waiting).toBe(items.length);
    const times = items.map((item) => item.submittedAt);
    expect(times).toEqual(times.toSorted());
    const detail = (await operator.get(`/v1/caller-id-reviews/${id}`)).as(callerIdReviewDetail);
    const path = `/v1/caller-id-reviews/${id}/documents`;
    expect((await operator.fetch(`${path}/${detail.documents[0]?.id}/pages/1`)).status).toBe(200);
    expect((await operator.fetch(`${path}/${crypto.randomUUID()}/pages/1`)).status).toBe(404);
  });

  test('shows documents that lie or lay beside its number, and none that the customer submitted with another', async () => {
    const { id } = await submitted();
    const others = await papersOf(bakery.client);
    await submitted(bakery.client, undefined, others);
    const statusOf = async (documentId = '', part = 'pages/1') =>
      (await operator.fetch(`/v1/caller-id-reviews/${id}/documents/${documentId}/${part}`)).status;
    expect([await statusOf(papers[1]), await statusOf(papers[1], 'file')]).toEqual([200, 200]);
    expect([await statusOf(others[1]), await statusOf(others[1], 'file')]).toEqual([404, 404]);
    await decide(id, reject);
    await bakery.client.post(`/v1/caller-ids/${id}/submissions`, { documentIds: others });
    expect([await statusOf(papers[1]), await statusOf(others[1], 'file')]).toEqual([200, 200]);
  });

  test('approves for a year unless it says otherwise, and tells the customer and who stands above', async () => {
    const { id, number } = await submitted();
    expect(outcome(await decide(id))).toEqual(['decided']);
    const approved = await detailOf(id);
    expect(approved.state).toBe('approved');
    const days = (Date.parse(approved.approvedUntil ?? '') - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBeGreaterThanOrEqual(365);
    expect(approved.events[0]).toMatchObject({ kind: 'approved', side: 'reviewer', by: null });
    const below = (await agent.client.get(`/v1/tenants/${bakery.id}/caller-ids`)).as(callerIdsBelowPage);
    expect(below.items.find((item) => item.number === number)?.state).toBe('approved');
    const seen = (await agent.client.get(`/v1/tenants/${bakery.id}/caller-ids/${id}`)).as(callerIdDetail);
    expect([seen.events.length, seen.documents]).toEqual([2, []]);
    expect((await agent.client.get(`/v1/tenants/${butcher.id}/caller-ids`)).status).toBe(404);
    const [alert] = await api.behind`select kind from alerts where subject_id = ${id}`;
    expect(alert).toEqual({ kind: 'caller_id_decided' });
  });

  test('rejects with a reason, and what was changed is submitted again', async () => {
    const { id } = await submitted();
    expect((await decide(id, { decision: 'reject' })).status).toBe(422);
    expect(outcome(await decide(id, reject))).toEqual(['decided']);
    expect(await detailOf(id)).toMatchObject({ state: 'rejected', reason: 'too dark' });
    const again = { documentIds: await papersOf(bakery.client), note: 'brighter' };
    const answer = await bakery.client.post(`/v1/caller-ids/${id}/submissions`, again);
    expect(answer.as(callerIdDetail)).toMatchObject({
      state: 'submitted',
      submission: 2,
      reason: '',
      note: 'brighter',
    });
    expect((await bakery.client.post(`/v1/caller-ids/${id}/submissions`, again)).status).toBe(409);
    // What was looked at before is not what waits now.
    expect(outcome(await decide(id))).toEqual(['decided_already']);
    const items = [{ reviewId: id, submission: 2 }];
    expect(outcome(await decide(id, { items }))).toEqual(['decided']);
    expect((await detailOf(id)).events.map((event) => event.kind)).toEqual([
      ...['approved', 'submitted', 'rejected', 'submitted'],
    ]);
  });

  test('of two reviewers at once, one decides and the other is told', async () => {
    const { id } = await submitted();
    const both = await Promise.all([decide(id), decide(id, reject), decide(id), decide(id, reject)]);
    expect(both.flatMap(outcome).toSorted()).toEqual([
      'decided',
      ...Array.from({ length: 3 }, () => 'decided_already'),
    ]);
    expect((await detailOf(id)).events).toHaveLength(2);
  });

  test('does not approve a number for a second customer silently, however many try at once', async () => {
    const number = String(next++);
    const mine = await submitted(bakery.client, number);
    const theirs = await submitted(butcher.client, number, await papersOf(butcher.client));
    const both = (await Promise.all([decide(mine.id), decide(theirs.id)])).flatMap(outcome);
    expect(both.toSorted()).toEqual(['approved_elsewhere', 'decided']);
    const left = both[0] === 'decided' ? theirs : mine;
    const review = (await operator.get(`/v1/caller-id-reviews/${left.id}`)).as(callerIdReviewDetail);
    expect(review.warnings.approvedElsewhere).toBe(1);
    expect(review.others.map((other) => other.state)).toEqual(['approved']);
    expect(outcome(await decide(left.id, { evenIfShared: true }))).toEqual(['decided']);
  });

  test('a revocation is not taken back where another customer was given the number since', async () => {
    const number = String(next++);
    const mine = await submitted(bakery.client, number);
    await decide(mine.id);
    await operator.post(`/v1/caller-id-reviews/${mine.id}/revocation`, { reason: 'not yours' });
    const theirs = await submitted(butcher.client, number, await papersOf(butcher.client));
    expect(outcome(await decide(theirs.id))).toEqual(['decided']);
    const undo = () => operator.post('/v1/caller-id-decisions/undo', { reviewIds: [mine.id] });
    expect(outcome(await undo())).toEqual(['approved_elsewhere']);
    expect((await detailOf(mine.id)).state).toBe('revoked');
    await operator.post(`/v1/caller-id-reviews/${theirs.id}/revocation`, { reason: 'nor yours' });
    expect(outcome(await undo())).toEqual(['decided']);
  });

  test('can be taken back by who made it while nothing else happened', async () => {
    const [one, two] = [await submitted(), await submitted()];
    const items = [one, two].map(({ id }) => ({ reviewId: id, submission: 1 }));
    expect(outcome(await decide('', { items }))).toEqual(['decided', 'decided']);
    const reviewIds = [one.id, two.id];
    expect(outcome(await operator.post('/v1/caller-id-decisions/undo', { reviewIds }))).toEqual(['decided', 'decided']);
    expect((await detailOf(one.id)).state).toBe('submitted');
    expect(outcome(await operator.post('/v1/caller-id-decisions/undo', { reviewIds }))[0]).toBe('decided_already');
  });

  test('of a number that is approved is a renewal: it stays approved until that is decided, also when refused', async () => {
    const { id } = await submitted();
    await decide(id);
    await bakery.client.post(`/v1/caller-ids/${id}/submissions`, { documentIds: papers });
    expect(await detailOf(id)).toMatchObject({ state: 'approved', renewing: true, submission: 2 });
    expect(outcome(await decide(id, { ...reject, items: [{ reviewId: id, submission: 2 }] }))).toEqual(['decided']);
    expect(await detailOf(id)).toMatchObject({ state: 'approved', renewing: false, reason: 'too dark' });
  });

  test('revokes what is approved, once, and refuses an end that is over', async () => {
    const { id } = await submitted();
    expect((await decide(id, { approvedUntil: '2020-01-01T00:00:00Z' })).status).toBe(422);
    await decide(id);
    const revoke = () => operator.post(`/v1/caller-id-reviews/${id}/revocation`, { reason: 'complaints' });
    expect((await revoke()).as(callerIdReviewDetail).state).toBe('revoked');
    expect(await revoke()).toMatchObject({ status: 409, body: { code: 'not_approved' } });
    expect(await detailOf(id)).toMatchObject({ state: 'revoked', reason: 'complaints' });
  });

  test('gives an approval without end back as it was', async () => {
    const { id } = await submitted();
    await api.behind`update caller_ids set state = 'approved', approved_until = 'infinity' where id = ${id}`;
    await operator.post(`/v1/caller-id-reviews/${id}/revocation`, { reason: 'complaints' });
    expect(outcome(await operator.post('/v1/caller-id-decisions/undo', { reviewIds: [id] }))).toEqual(['decided']);
    expect(await detailOf(id)).toMatchObject({ state: 'approved', approvedUntil: null });
  });
});

describe('time', () => {
  test('reminds thirty, seven and one days before the end, each once, and ends approvals once, whoever does it', async () => {
    const { id } = await submitted();
    const end = new Date('2027-06-30T00:00:00Z');
    await decide(id, { approvedUntil: end.toISOString() });
    const before = (days: number) => new Date(end.getTime() - days * 86_400_000);
    const at = (when: Date) =>
      api.database.withPlatform('test', async (tx) => [
        await remindOfExpiry(tx, when),
        await expireCallerIds(tx, when),
      ]);
    const levelOf = async () =>
      (await api.behind`select level from alerts where subject_id = ${id} and kind = 'caller_id_expiring'`)[0];
    await api.behind`update caller_ids set state = 'rejected', renewing = false where id <> ${id}`;
    expect(await at(before(31))).toEqual([0, 0]);
    for (const [days, level] of [
      [29, 'info'],
      [6, 'warning'],
      [0.5, 'critical'],
    ] as const) {
      const [first, second] = [await at(before(days)), await at(before(days))];
      expect([first[0], second[0], await levelOf()]).toEqual([1, 0, { level }]);
    }
    const [one, two] = await Promise.all([at(end), at(end)]);
    expect((one[1] ?? 0) + (two[1] ?? 0)).toBe(1);
    expect(await detailOf(id)).toMatchObject({ state: 'expired' });
    expect((await detailOf(id)).events[0]).toMatchObject({ kind: 'expired', side: 'time' });
  });

  test('the history is changed by nobody, not even who owns the record', async () => {
    for (const change of ["update caller_id_events set kind = 'approved'", 'delete from caller_id_events'])
      await expect(api.behind.unsafe(change)).rejects.toThrow('not changed');
  });
});

describe('many at once', () => {
  const list = (text: string) =>
    bakery.client.fetch('/v1/caller-id-lists', {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: text,
    });

  test('a list is read with a word on every line, and what fits is submitted', async () => {
    const text = '号码,公司\n010-6228 6601,A\n13711110001,B\n13711110001,B\n95588,C\nabc,D\n';
    const read = bulkReport.parse(await (await list(text)).json());
    expect(read.lines.map((line) => line.refusal)).toEqual([null, null, 'repeated', 'service_number', 'not_a_number']);
    const numbers = read.lines.map((line) => line.text);
    const done = (await bakery.client.post('/v1/caller-id-submissions', { numbers, documentIds: papers })).as(
      bulkReport,
    );
    expect(done).toMatchObject({ fit: 2, refused: 3 });
    const again = (await bakery.client.post('/v1/caller-id-submissions', { numbers, documentIds: papers })).as(
      bulkReport,
    );
    expect(again).toMatchObject({ fit: 0, lines: [{ refusal: 'taken' }, { refusal: 'taken' }, {}, {}, {}] });
  });

  test('a thousand, and not one more', async () => {
    const numbers = Array.from({ length: 1000 }, (_, i) => String(13_600_000_000 + i));
    const done = await bakery.client.post('/v1/caller-id-submissions', { numbers, documentIds: papers });
    expect(done.as(bulkReport).fit).toBe(1000);
    const more = await bakery.client.post('/v1/caller-id-submissions', {
      numbers: [...numbers, '1'],
      documentIds: papers,
    });
    expect(more.status).toBe(422);
    const { counts } = (await bakery.client.get('/v1/caller-ids?limit=1&q=136')).as(callerIdPage);
    expect(counts.submitted).toBeGreaterThanOrEqual(1000);
  });
});

describe('pools', () => {
  test('hold one’s own numbers in their order, have a name of their own, and go when no task names them', async () => {
    const [one, two] = [await submitted(), await submitted()];
    const body = { name: 'North', callerIdIds: [two.id, one.id], dailyCap: 100 };
    const made = (await bakery.client.post('/v1/caller-id-pools', body)).as(callerIdPool);
    expect(made.numbers.map((number) => number.id)).toEqual([two.id, one.id]);
    expect((await bakery.client.post('/v1/caller-id-pools', body)).status).toBe(409);
    expect((await butcher.client.post('/v1/caller-id-pools', body)).status).toBe(422);
    const path = `/v1/caller-id-pools/${made.id}`;
    expect((await butcher.client.send('PUT', path, { ...body, callerIdIds: [] })).status).toBe(422);
    const changed = await bakery.client.send('PUT', path, { name: 'South', strategy: 'random', callerIdIds: [one.id] });
    expect(changed.as(callerIdPool)).toMatchObject({ name: 'South', strategy: 'random', dailyCap: null });
    expect((await butcher.client.send('DELETE', path)).status).toBe(404);
    expect((await bakery.client.send('DELETE', path)).status).toBe(204);
  });
});
