import { describe, expect, test } from 'vitest';
import { parseObjectSettings, readS3Settings } from './settings.ts';

const bucket = {
  ...{ S3_BUCKET: 'yunhu', S3_ENDPOINT: 'https://s3.example:9000' },
  ...{ S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'hunter2' },
};
const s3 = (source: Record<string, string>) => readS3Settings(parseObjectSettings(source));
const sentence = (source: Record<string, string>): string => {
  try {
    return `nothing wrong: ${JSON.stringify(s3(source))}`;
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
};

test('files stand in a folder where no bucket is named', () => {
  expect(s3({})).toBeUndefined();
  expect(s3({ S3_BUCKET: '', S3_ENDPOINT: '' })).toBeUndefined();
  expect(parseObjectSettings({ OBJECTS_DIR: '/srv/files' }).OBJECTS_DIR).toBe('/srv/files');
});

test('a bucket of any endpoint stands in the path, one of Amazon in the host, unless it is said', () => {
  expect(s3(bucket)).toEqual({
    ...{ bucket: 'yunhu', endpoint: 'https://s3.example:9000', publicEndpoint: undefined, region: 'us-east-1' },
    ...{ accessKeyId: 'id', secretAccessKey: 'hunter2', forcePathStyle: true },
  });
  const { S3_ENDPOINT: _, ...amazon } = bucket;
  expect(s3({ ...amazon, S3_REGION: 'cn-north-1' })).toMatchObject({ region: 'cn-north-1', forcePathStyle: false });
  expect(s3({ ...bucket, S3_FORCE_PATH_STYLE: 'false' })).toMatchObject({ forcePathStyle: false });
});

describe('is refused by name, and no secret is repeated', () => {
  test.each<[string, Record<string, string>]>([
    ['S3_BUCKET', { S3_BUCKET: 'Yunhu' }],
    ['S3_BUCKET', { S3_BUCKET: '../etc' }],
    ['S3_BUCKET', { S3_BUCKET: 'ab' }],
    ['S3_ENDPOINT', { S3_ENDPOINT: 's3.example' }],
    ['S3_ENDPOINT', { S3_ENDPOINT: 'ftp://s3.example' }],
    ['S3_ENDPOINT', { S3_ENDPOINT: 'https://s3.example/bucket' }],
    ['S3_ENDPOINT', { S3_ENDPOINT: 'https://id:hunter2@s3.example' }],
    ['S3_PUBLIC_ENDPOINT', { S3_PUBLIC_ENDPOINT: 'https://s3.example/?x=1' }],
    ['S3_REGION', { S3_REGION: 'eu central' }],
    ['S3_FORCE_PATH_STYLE', { S3_FORCE_PATH_STYLE: 'yes' }],
    ['S3_SECRET_ACCESS_KEY', { S3_SECRET_ACCESS_KEY: '' }],
    ['S3_ACCESS_KEY_ID', { S3_ACCESS_KEY_ID: '' }],
    ['S3_BUCKET', { S3_BUCKET: '' }],
  ])('%s of %j', (name, wrong) => {
    const said = sentence({ ...bucket, ...wrong });
    expect(said).toContain(name);
    expect(said).not.toMatch(/nothing wrong|hunter2/);
  });
});
