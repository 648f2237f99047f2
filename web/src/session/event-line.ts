// A line of server-sent events that stays open. The browser reconnects by itself after a lost connection; after a refusal or a silence
// it does not, so that is done here.

import { renewSession } from './renew.ts';

/** The API pings every 15 s: after two missed ones the line is dead, whatever the socket believes. */
const silenceMs = 35_000;
const retryMs = { first: 1_000, last: 15_000 };

export type Connection = 'connecting' | 'open' | 'reconnecting';

type LineHandlers<Told> = {
  onOpen: () => void;
  onProgress: (told: Told) => void;
  onLost: () => void;
  /** The API said no: perhaps the session is over. */
  onRefused: () => void;
};

/** Holds one line open until closed. */
export function openLine<Told>(url: string, handlers: LineHandlers<Told>): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = retryMs.first;
  let isClosed = false;
  const again = (): void => {
    source?.close();
    clearTimeout(timer);
    handlers.onLost();
    timer = setTimeout(connect, wait);
    wait = Math.min(wait * 2, retryMs.last);
  };
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(again, silenceMs);
  };
  const refused = async (): Promise<void> => {
    await renewSession().catch(() => false);
    if (isClosed) return;
    handlers.onRefused();
    again();
  };
  const connect = (): void => {
    source = new EventSource(url);
    source.addEventListener('open', () => {
      wait = retryMs.first;
      heard();
      handlers.onOpen();
    });
    source.addEventListener('ping', heard);
    source.addEventListener('progress', (event: MessageEvent<string>) => {
      heard();
      handlers.onProgress(JSON.parse(event.data) as Told);
    });
    source.addEventListener('error', () => {
      if (source?.readyState !== EventSource.CLOSED) return handlers.onLost();
      // Perhaps the session only has to be renewed; the line is opened anew either way.
      void refused();
    });
  };
  connect();
  return () => {
    isClosed = true;
    clearTimeout(timer);
    source?.close();
  };
}
