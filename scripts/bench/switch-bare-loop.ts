// The least that calls a list over ARI: originate, wait for the answer, play where there is something to play, hang up. No database, no
// rules, no money: what Asterisk itself costs and bears.
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

export interface AriAccess {
  /** `http://host:port` */
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

export interface BareRun {
  /** As the trunk takes them. */
  readonly numbers: readonly string[];
  readonly trunk: string;
  readonly callsPerSecond: number;
  /** Absolute path of a sound without its ending; hangs up at once where absent. */
  readonly sound?: string;
}

export interface BareOutcome {
  /** Answered, played to the end and hung up by us. */
  readonly completed: number;
  /** What the originates really kept. */
  readonly callsPerSecond: number;
}

interface AriEvent {
  readonly type: string;
  readonly channel?: { readonly id: string };
  readonly playback?: { readonly target_uri: string; readonly state: string };
}

const app = 'bench';
const ringSeconds = 20;
const tickMs = 10;
/** After the last originate: ringing, the sound and some patience. */
const drainMs = 20_000;

export class BareLoop {
  readonly #socket: WebSocket;
  /** Calls under way, and whether each has done what it should. */
  readonly #open = new Map<string, boolean>();
  #sound: string | undefined;
  #requests = 0;
  #calls = 0;
  #completed = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on(
      'message',
      (data) => Buffer.isBuffer(data) && this.#onEvent(JSON.parse(data.toString('utf8')) as AriEvent),
    );
  }

  static async open({ url, user, password }: AriAccess): Promise<BareLoop> {
    const address = new URL(`/ari/events?app=${app}`, url);
    address.protocol = 'ws:';
    const socket = new WebSocket(address, { auth: `${user}:${password}`, perMessageDeflate: false });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return new BareLoop(socket);
  }

  /** Dials the numbers at a steady pace and waits until every call is over. */
  async run({ numbers, trunk, callsPerSecond, sound }: BareRun): Promise<BareOutcome> {
    this.#sound = sound;
    this.#completed = 0;
    const start = performance.now();
    for (let dialed = 0; dialed < numbers.length; await sleep(tickMs)) {
      const due = Math.min(numbers.length, Math.ceil(((performance.now() - start) / 1000) * callsPerSecond));
      for (; dialed < due; dialed++) this.#originate(numbers[dialed] ?? '', trunk);
    }
    const seconds = (performance.now() - start) / 1000;
    const deadline = performance.now() + drainMs;
    while (this.#open.size > 0 && performance.now() < deadline) await sleep(tickMs);
    const late = [...this.#open.keys()];
    for (const id of late) this.#request('DELETE', `channels/${id}`);
    this.#open.clear();
    return { completed: this.#completed, callsPerSecond: numbers.length / seconds };
  }

  close(): void {
    this.#socket.close();
  }

  #originate(number: string, trunk: string): void {
    const channelId = `bare-${++this.#calls}`;
    this.#open.set(channelId, false);
    const body = {
      endpoint: `PJSIP/${number}@${trunk}`,
      app,
      channelId,
      callerId: '<4008823823>',
      timeout: ringSeconds,
    };
    this.#request('POST', 'channels', body);
  }

  #request(method: string, uri: string, body?: object): void {
    const message = {
      type: 'RESTRequest',
      request_id: String(++this.#requests),
      method,
      uri,
      ...(body && { content_type: 'application/json', message_body: JSON.stringify(body) }),
    };
    this.#socket.send(JSON.stringify(message));
  }

  #onEvent({ type, channel, playback }: AriEvent): void {
    const id = channel?.id ?? playback?.target_uri.replace('channel:', '') ?? '';
    if (!this.#open.has(id)) return;
    if (type === 'StasisStart' && this.#sound !== undefined) {
      this.#request('POST', `channels/${id}/play`, { media: `sound:${this.#sound}` });
    } else if (type === 'StasisStart' || (type === 'PlaybackFinished' && playback?.state === 'done')) {
      this.#open.set(id, true);
      this.#request('DELETE', `channels/${id}`);
    } else if (type === 'ChannelDestroyed') {
      if (this.#open.get(id) === true) this.#completed += 1;
      this.#open.delete(id);
    }
  }
}
