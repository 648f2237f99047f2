// The store over a real S3, and the API over that.
import { randomBytes, randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  PutBucketCorsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { copyObjects, openFolderStore, openObjectStore, parseObjectSettings, takeUpload } from '@yunhu/db/objects';
import { makeTemporaryFolder } from '@yunhu/scripts/embedded/temporary-folder';
import { createLog, readEnv, serveApi } from '@yunhu/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerStored } from '../../api/src/http/attachment.ts';
import { objectStoreContract, type StorePeer } from '../../db/src/objects/contract-store.ts';
import { openS3Store, type S3Store } from '../../db/src/objects/s3-store.ts';
import { startTestApi, testPassword } from '../setup/api.ts';
import { openBrowser } from '../setup/browser.ts';
import { type Ceph, startCeph } from '../setup/ceph.ts';
import { eventually } from '../setup/eventually.ts';
import { missing } from '../setup/machine.ts';
import { uploadAs } from '../setup/uploads.ts';

const bucket = 'yunhu-tests';
const keyOf = (what: string, tenantId: string = randomUUID()) => `tenant/${tenantId}/${what}/${randomUUID()}`;

describe.skipIf(missing('radosgw'))('over Ceph', () => {
  let ceph: Ceph;
  let client: S3Client;
  let store: S3Store;

  const settings = () => ({
    ...{ bucket, endpoint: ceph.endpoint, publicEndpoint: undefined, region: 'us-east-1', forcePathStyle: true },
    ...{ accessKeyId: ceph.accessKeyId, secretAccessKey: ceph.secretAccessKey },
  });
  const environment = () => ({
    ...{ S3_BUCKET: bucket, S3_ENDPOINT: ceph.endpoint },
    ...{ S3_ACCESS_KEY_ID: ceph.accessKeyId, S3_SECRET_ACCESS_KEY: ceph.secretAccessKey },
  });

  beforeAll(async () => {
    ceph = await startCeph();
    const { endpoint, accessKeyId, secretAccessKey } = ceph;
    client = new S3Client({
      ...{ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } },
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    store = await openS3Store(settings());
  }, 180_000);

  afterAll(async () => {
    store.close();
    client.destroy();
    await ceph.stop();
  });

  const send: StorePeer['send'] = async (url, init = {}) => {
    const { method = 'GET', headers = {}, body } = init;
    const response = await fetch(url, { method, headers, ...(body && { body: Uint8Array.from(body) }) });
    return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
  };
  const unfinished = async () =>
    (await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads?.map(({ Key }) => Key) ?? [];

  describe('a bucket', () => {
    objectStoreContract(() =>
      Promise.resolve({
        store,
        send,
        outlive: async (url) => {
          await eventually(
            () => send(url),
            ({ status }) => status !== 200,
          );
        },
      }),
    );

    test('holds no pieces of a put that failed in its midst', async () => {
      const [large, broken] = [keyOf('uploads'), keyOf('uploads')];
      const chunks = Array.from({ length: 30 }, () => Buffer.alloc(1_000_000));
      await expect(store.put(large, Readable.from(chunks), { maxBytes: 25_000_000 })).rejects.toMatchObject({
        code: 'file_too_large',
      });
      async function* breaking() {
        yield* chunks;
        throw new Error('the line broke');
      }
      await expect(store.put(broken, Readable.from(breaking()), { maxBytes: 1e9 })).rejects.toThrow('the line broke');
      expect([await store.get(large), await store.get(broken), await unfinished()]).toEqual([undefined, undefined, []]);
    });

    test('is cleared of the pieces that a killed process left, but not of what one writes now', async () => {
      const key = keyOf('uploads');
      await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key }));
      expect(await store.clearUnfinished(new Date(Date.now() - 60_000))).toBe(0);
      expect(await unfinished()).toEqual([key]);
      expect(await store.clearUnfinished(new Date(Date.now() + 60_000))).toBe(1);
      expect(await unfinished()).toEqual([]);
    });

    test('takes over the files of a folder, and sends nothing twice', async () => {
      const folder = makeTemporaryFolder('yunhu-test-move');
      const files = await openFolderStore(folder);
      const [small, large] = [keyOf('logo'), keyOf('audio')];
      await files.put(small, Readable.from(['png']), { maxBytes: 9, contentType: 'image/png' });
      await files.put(large, Readable.from([Buffer.alloc(9_000_000, 'x')]), {
        maxBytes: 1e7,
        contentType: 'audio/wav',
      });
      expect(await copyObjects(files, store)).toEqual({ copied: 2, kept: 0, bytes: 9_000_003 });
      expect(await copyObjects(files, store)).toEqual({ copied: 0, kept: 2, bytes: 0 });
      expect(await store.head(large)).toMatchObject({ bytes: 9_000_000, contentType: 'audio/wav' });
      await rm(folder, { recursive: true });
    });

    test('lets a page of ours put a file there, and no other page, by the rules that the manual gives', async () => {
      await client.send(
        new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: corsRules('https://yunhu.example') }),
      );
      const { url } = await store.presignPut(keyOf('incoming'), { expiresSeconds: 60, bytes: 1, contentType: 'a/b' });
      const ask = (origin: string) =>
        send(url, {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type' },
        });
      const allowed = 'access-control-allow-origin';
      expect((await ask('https://yunhu.example')).headers.get(allowed)).toBe('https://yunhu.example');
      expect((await ask('https://evil.example')).headers.get(allowed)).toBeNull();
    });
  });

  describe.skipIf(missing('chromium'))('a browser', () => {
    test('sends a file from a page of ours straight to the store, past policy and origin, and no further than that', async () => {
      const [behind, browser] = await Promise.all([startTestApi(), openBrowser()]);
      // The policy is that of every page; which stands under it is of no matter.
      const dist = makeTemporaryFolder('yunhu-test-page');
      await writeFile(path.join(dist, 'index.html'), '<!doctype html><title>Yunhu</title>');
      const { app: appUrl, platform: platformUrl } = behind.urls;
      const record = { APP_DATABASE_URL: appUrl, PLATFORM_DATABASE_URL: platformUrl };
      const env = readEnv({ ...record, ...environment(), PORT: '0', WEB_DIST: dist });
      const api = await serveApi(env, createLog('silent', 'api'));
      await client.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: corsRules(api.url) }));
      const page = await browser.newPage();
      await page.goto(api.url);
      const said = await page.evaluate(async (password) => {
        const post = async (path: string, body?: object) => {
          const headers = { 'content-type': 'application/json' };
          const answer = await fetch(path, { method: 'POST', headers, ...(body && { body: JSON.stringify(body) }) });
          return (await answer.json()) as {
            uploadId: string;
            url: string;
            headers: Record<string, string>;
            bytes: number;
          };
        };
        await post('/v1/session', { loginName: 'operator', password });
        const { uploadId, url, headers } = await post('/v1/uploads', { purpose: 'logo', fileName: 'a.png', bytes: 5 });
        const put = await fetch(url, { method: 'PUT', headers, body: 'hello' });
        const { bytes } = await post(`/v1/uploads/${uploadId}/seal`);
        const refused = await fetch('http://127.0.0.1:1/').then(
          () => 'answered',
          () => 'refused',
        );
        return { origin: new URL(url).origin, put: put.status, bytes, refused };
      }, testPassword);
      expect(said).toEqual({ origin: ceph.endpoint, put: 200, bytes: 5, refused: 'refused' });
      await browser.close();
      await api.stop();
      await behind.stop();
      await rm(dist, { recursive: true });
    });
  });

  describe('opening', () => {
    test('says in a sentence that a key is refused or that there is no such bucket', async () => {
      const open = (wrong: object) => openObjectStore(parseObjectSettings({ ...environment(), ...wrong }));
      await expect(open({ S3_SECRET_ACCESS_KEY: 'wrong' })).rejects.toThrow(
        /refuses the bucket .*S3_SECRET_ACCESS_KEY/,
      );
      await expect(open({ S3_ACCESS_KEY_ID: 'nobody' })).rejects.toThrow(/refuses the bucket/);
      await expect(open({ S3_BUCKET: 'nowhere' })).rejects.toThrow(/^The setting S3_BUCKET is wrong/);
    });

    test('passes where nobody answers, and each use of it says that this may pass', async () => {
      const away = await openS3Store({ ...settings(), endpoint: 'http://127.0.0.1:1' });
      await expect(away.get(keyOf('uploads'))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      const put = away.put(keyOf('uploads'), Readable.from(['x']), { maxBytes: 1 });
      await expect(put).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      away.close();
    });

    test('signs for the address that browsers reach', async () => {
      const open = await openS3Store({ ...settings(), publicEndpoint: 'https://files.yunhu.example' });
      expect(open.origin).toBe('https://files.yunhu.example');
      const { url } = await open.presignPut(keyOf('incoming'), { expiresSeconds: 9, bytes: 1, contentType: 'a/b' });
      expect(url).toMatch(/^https:\/\/files\.yunhu\.example\/yunhu-tests\/tenant\//);
      open.close();
    });
  });

  describe('the API', () => {
    test('lets a file come in past itself, be taken, and be saved from the store', async () => {
      const objects = await openObjectStore(parseObjectSettings(environment()));
      const api = await startTestApi({ objects });
      const bytes = randomBytes(700_000);
      const id = await uploadAs(await api.logIn('operator'), 'logo', bytes, 'logo.png');
      const taken = await api.database.withTenant({ tenantId: api.operatorId }, (tx) => takeUpload(tx, id, 'logo'));
      const stored = await store.get(taken.key);
      expect(stored && (await buffer(stored.content)).equals(bytes)).toBe(true);
      expect(await store.get(`tenant/${api.operatorId}/incoming/${id}`)).toBeUndefined();
      const file = { key: taken.key, name: 'logo.png', contentType: 'image/png', bytes: bytes.length };
      const small = await answerStored(objects, file);
      expect([small?.status, small?.headers.get('content-disposition')]).toEqual([
        200,
        `attachment; filename="logo.png"; filename*=UTF-8''logo.png`,
      ]);
      const large = await answerStored(objects, { ...file, bytes: 100_000_000 });
      const direct = await send(large?.headers.get('location') ?? '');
      expect([large?.status, direct.status, direct.body.equals(bytes)]).toEqual([302, 200, true]);
      await api.stop();
    });
  });
});

/** As README.md gives them. */
function corsRules(origin: string) {
  return {
    CORSRules: [
      { AllowedOrigins: [origin], AllowedMethods: ['PUT', 'GET'], AllowedHeaders: ['content-type', 'range'] },
    ],
  };
}
