import { z } from 'zod';
import { id, instant } from '../http/schemas.ts';

export { maxUploadBytes } from './upload-limits.ts';

export const uploadPurpose = z.enum(['caller-id-document', 'audio', 'logo']);

export const newUpload = z
  .strictObject({
    purpose: uploadPurpose,
    fileName: z.string().min(1).max(1_000).meta({ description: 'Something to read; its last step is kept.' }),
    bytes: z.int().min(1).meta({ description: 'Exactly as many as will be sent.' }),
  })
  .meta({ id: 'NewUpload' });

export const uploadGrant = z
  .object({
    uploadId: id,
    method: z.literal('PUT'),
    url: z
      .string()
      .meta({ description: 'Where the bytes are to be put, without a cookie; the API’s own where it has no host.' }),
    headers: z.record(z.string(), z.string()).meta({ description: 'To be sent along exactly so.' }),
    expiresAt: instant,
  })
  .meta({ id: 'UploadGrant' });

export const sealedUpload = z.object({ uploadId: id, bytes: z.int(), sha256: z.string() }).meta({ id: 'SealedUpload' });

export type UploadPurpose = z.infer<typeof uploadPurpose>;
export type NewUpload = z.infer<typeof newUpload>;
export type UploadGrant = z.infer<typeof uploadGrant>;
export type SealedUpload = z.infer<typeof sealedUpload>;
