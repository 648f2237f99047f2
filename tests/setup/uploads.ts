import { sealedUpload, type UploadPurpose, uploadGrant } from '@yunhu/api/schemas';
import type { TestClient } from './api.ts';

/** Brings a file as the pages do: asks for its address, puts it there, seals it. Answers the upload's id, to be taken. */
export async function uploadAs(
  client: TestClient,
  purpose: UploadPurpose,
  bytes: Uint8Array,
  fileName: string,
): Promise<string> {
  const asked = { purpose, fileName, bytes: bytes.length };
  const { uploadId, method, url, headers } = (await client.post('/v1/uploads', asked)).as(uploadGrant);
  const put = { method, headers, body: Uint8Array.from(bytes) };
  // The store's own address is good without a session; ours has no host.
  const response = url.startsWith('/') ? await client.fetch(url, put) : await fetch(url, put);
  if (!response.ok) throw new Error(`the upload was answered ${response.status}: ${await response.text()}`);
  (await client.post(`/v1/uploads/${uploadId}/seal`)).as(sealedUpload);
  return uploadId;
}
