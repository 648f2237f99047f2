// Where the record's files are kept, as every process that reads or writes them is told.
import path from 'node:path';
import { z } from 'zod';
import { type FolderOptions, openFolderStore } from './folder-store.ts';
import type { ObjectStore } from './object-store.ts';
import type { S3Settings } from './s3-client.ts';

const address = z
  .url({ protocol: /^https?$/, error: 'must be an address such as https://s3.example' })
  .refine(
    (url) => URL.canParse(url) && new URL(url).origin === url.replace(/\/$/, ''),
    'must be nothing but scheme, host and port',
  );

/** Fields of a process' settings. */
export const objectSettings = {
  /** A folder, shared by all processes; not used where S3_BUCKET is set. */
  OBJECTS_DIR: z
    .string()
    .min(1)
    .default(path.resolve(import.meta.dirname, '../../../.data/objects')),
  /** Files in a bucket instead; without an endpoint Amazon's own of the region. */
  S3_BUCKET: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      'must be the name of a bucket: 3 to 63 small letters, digits, dots and hyphens',
    )
    .optional(),
  S3_ENDPOINT: address.optional(),
  /** As browsers reach it, where that is another address. */
  S3_PUBLIC_ENDPOINT: address.optional(),
  S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'must be the name of a region, such as eu-central-1')
    .default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().min(1).max(200).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).max(200).optional(),
  /** The bucket in the path instead of the host: `true` where S3_ENDPOINT is set, unless it is said. */
  S3_FORCE_PATH_STYLE: z.enum(['true', 'false'], 'must be true or false').optional(),
};

export type ObjectSettings = z.infer<z.ZodObject<typeof objectSettings>>;

/** The bucket that is named; undefined where files stand in a folder. Throws a sentence for settings that do not go together. */
export function readS3Settings(settings: ObjectSettings): S3Settings | undefined {
  const { S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = settings;
  const { S3_ENDPOINT: endpoint, S3_PUBLIC_ENDPOINT: publicEndpoint, S3_REGION: region } = settings;
  const { S3_FORCE_PATH_STYLE: pathStyle } = settings;
  if (bucket === undefined) {
    const given = { S3_ENDPOINT: endpoint, S3_PUBLIC_ENDPOINT: publicEndpoint, S3_ACCESS_KEY_ID: accessKeyId };
    const [lonely] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
    if (lonely === undefined) return undefined;
    throw new Error(`${lonely} is set, but S3_BUCKET is not: name the bucket, or unset the others to use a folder.`);
  }
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new Error('S3_BUCKET needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY beside it.');
  const forcePathStyle = pathStyle === undefined ? endpoint !== undefined : pathStyle === 'true';
  return { bucket, endpoint, publicEndpoint, region, accessKeyId, secretAccessKey, forcePathStyle };
}

/** Opens the store that the settings name. Throws a sentence for a person where they are wrong. */
export async function openObjectStore(settings: ObjectSettings, options: FolderOptions = {}): Promise<ObjectStore> {
  const s3 = readS3Settings(settings);
  if (s3 === undefined) return openFolderStore(settings.OBJECTS_DIR, options);
  // Its client takes a while to load, and who uses a folder does not need it.
  const { openS3Store } = await import('./s3-store.ts');
  return openS3Store(s3);
}

/** The settings alone, out of an environment. Throws a sentence for each wrong one, naming it, and for those that contradict each other. */
export function parseObjectSettings(source: Readonly<Record<string, string | undefined>>): ObjectSettings {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const { success, data, error } = z.object(objectSettings).safeParse(given);
  if (!success) {
    throw new Error(
      error.issues.map((issue) => `The setting ${issue.path.join('.')} is wrong: ${issue.message}.`).join('\n'),
    );
  }
  readS3Settings(data);
  return data;
}
