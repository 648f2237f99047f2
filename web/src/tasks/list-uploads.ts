// Uploads of lists outlive the page that began them: a new task is saved, its page opens, and the list is still on its way.
import type { ListReport } from '@yunhu/api/schemas';
import type { QueryClient } from '@tanstack/solid-query';
import { createSignal } from 'solid-js';
import { Problem, readProblem } from '../session/problem.ts';
import { withQuery } from '../session/request.ts';
import { listsQuery, taskQuery } from './data.ts';

/** What the API takes (maxListBytes of its schemas); the page says so before sending. */
export const maxListBytes = 16 * 1024 * 1024;

export type Upload =
  | { readonly state: 'sending'; readonly fileName: string; readonly share: number }
  | { readonly state: 'reading'; readonly fileName: string }
  | { readonly state: 'done'; readonly report: ListReport }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'cancelled' };

const [uploads, setUploads] = createSignal<ReadonlyMap<string, Upload>>(new Map());
const requests = new Map<string, XMLHttpRequest>();

/** The upload of a task's list that runs or ran last, if any; a signal. */
export function uploadOf(taskId: string): Upload | undefined {
  return uploads().get(taskId);
}

function set(taskId: string, upload: Upload | null): void {
  setUploads((before) => {
    const next = new Map(before);
    if (upload === null) next.delete(taskId);
    else next.set(taskId, upload);
    return next;
  });
}

/** Closing the tab would lose what is on its way; going to another page does not. */
function warnBeforeUnload(event: BeforeUnloadEvent): void {
  if (requests.size > 0) event.preventDefault();
}
window.addEventListener('beforeunload', warnBeforeUnload);

/** Takes the report of the last upload off the page. */
export function dismissUpload(taskId: string): void {
  if (!requests.has(taskId)) set(taskId, null);
}

/** Stops an upload; the API loads a list whole or not at all. */
export function cancelUpload(taskId: string): void {
  requests.get(taskId)?.abort();
}

function finish(taskId: string, request: XMLHttpRequest, client: QueryClient): Upload {
  if (request.status !== 201) {
    return {
      state: 'failed',
      error: readProblem(request.status, request.responseText, request.getResponseHeader('Retry-After')),
    };
  }
  void client.invalidateQueries({ queryKey: listsQuery(taskId).queryKey });
  void client.invalidateQueries({ queryKey: taskQuery(taskId).queryKey });
  void client.invalidateQueries({ queryKey: ['tasks', 'targets', taskId] });
  return { state: 'done', report: JSON.parse(request.responseText) as ListReport };
}

/** Sends a file as it is: the API finds out its encoding. XMLHttpRequest, because fetch does not tell how much has gone. */
export function startUpload(taskId: string, file: File, client: QueryClient): void {
  if (requests.has(taskId)) return;
  if (file.size > maxListBytes) {
    return set(taskId, { state: 'failed', error: new Problem({ code: 'list_too_large', status: 413 }) });
  }
  const request = new XMLHttpRequest();
  const end = (upload: Upload): void => {
    requests.delete(taskId);
    set(taskId, upload);
  };
  requests.set(taskId, request);
  set(taskId, { state: 'sending', fileName: file.name, share: 0 });
  request.upload.addEventListener('progress', (event) =>
    set(taskId, { state: 'sending', fileName: file.name, share: event.loaded / Math.max(1, event.total) }),
  );
  request.upload.addEventListener('load', () => set(taskId, { state: 'reading', fileName: file.name }));
  request.addEventListener('load', () => end(finish(taskId, request, client)));
  request.addEventListener('error', () => end({ state: 'failed', error: new Problem({ code: 'network', status: 0 }) }));
  request.addEventListener('abort', () => end({ state: 'cancelled' }));
  request.open('POST', withQuery(`/v1/tasks/${taskId}/lists`, { fileName: file.name.slice(-255) }));
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  request.send(file);
}
