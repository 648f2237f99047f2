// Brings a file in: asks for an address, puts the bytes there (the store's own, or the API's), and has it sealed. What it is for names
// the upload's id afterwards.
import { maxUploadBytes, type NewUpload, type UploadGrant, type UploadPurpose } from '@yunhu/api/schemas';
import { Problem, readProblem } from '../session/problem.ts';
import { request } from '../session/request.ts';

export type UploadOptions = {
  /** From 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
};

const abortError = () => new DOMException('The upload was stopped.', 'AbortError');

/** Answers the upload's id. Throws `Problem`, or an AbortError when the signal stopped it; then nothing stays behind. */
export async function uploadFile(
  file: File,
  purpose: UploadPurpose,
  { onProgress, signal }: UploadOptions = {},
): Promise<string> {
  if (file.size > maxUploadBytes[purpose]) throw new Problem({ code: 'file_too_large', status: 413 });
  if (file.size === 0) throw new Problem({ code: 'file_unreadable', status: 422 });
  const body: NewUpload = { purpose, fileName: file.name.slice(-255) || 'file', bytes: file.size };
  const grant = await request<UploadGrant>('POST', '/v1/uploads', { body, ...(signal && { signal }) });
  try {
    await put(grant, file, { ...(onProgress && { onProgress }), ...(signal && { signal }) });
    await request('POST', `/v1/uploads/${grant.uploadId}/seal`, { ...(signal && { signal }) });
  } catch (error) {
    // Would go by itself after a day.
    void request('DELETE', `/v1/uploads/${grant.uploadId}`).catch(() => undefined);
    throw error;
  }
  return grant.uploadId;
}

/** XMLHttpRequest, because fetch does not tell how much has gone. */
function put(grant: UploadGrant, file: File, { onProgress, signal }: UploadOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(abortError());
    const sending = new XMLHttpRequest();
    const stop = (): void => sending.abort();
    signal?.addEventListener('abort', stop, { once: true });
    const end = (finish: () => void): void => {
      signal?.removeEventListener('abort', stop);
      finish();
    };
    sending.upload.addEventListener('progress', ({ loaded }) => onProgress?.(Math.min(loaded / file.size, 1)));
    sending.addEventListener('load', () => end(() => (sending.status < 300 ? resolve() : reject(problemOf(sending)))));
    sending.addEventListener('error', () => end(() => reject(new Problem({ code: 'network', status: 0 }))));
    sending.addEventListener('abort', () => end(() => reject(abortError())));
    sending.open(grant.method, grant.url);
    for (const [name, value] of Object.entries(grant.headers)) sending.setRequestHeader(name, value);
    sending.send(file);
  });
}

/** The API says what is wrong; a store of its own says something in XML that nobody wants to read. */
function problemOf(sending: XMLHttpRequest): Problem {
  const said = readProblem(sending.status, sending.responseText, sending.getResponseHeader('Retry-After'));
  return said.code === 'unexpected' && sending.status < 500
    ? new Problem({ code: 'link_invalid', status: sending.status })
    : said;
}
