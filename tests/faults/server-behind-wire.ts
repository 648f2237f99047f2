// The tests' PostgreSQL behind a wire that a test may cut, and through which it may hear what is asked.
import { once } from 'node:events';
import net from 'node:net';

export interface Wire {
  /** The same connection string, through the wire. */
  through(url: string): string;
  /** Ends every connection, at both ends. */
  cut(): void;
  /** Nobody listens any more; connections stay. */
  refuse(): void;
  accept(): Promise<void>;
  /** Once, when a client sends something that holds the text; it is not passed on. */
  whenAsked(text: string, act: () => void): void;
  close(): void;
}

const loopback = '127.0.0.1';

/** Lays a wire to the server of this connection string. */
export async function layWire(to: string): Promise<Wire> {
  const server = new URL(to);
  const ends = new Set<net.Socket>();
  let heard: { readonly text: string; readonly act: () => void } | undefined;
  const listener = net.createServer((client) => {
    const far = net.connect(Number(server.port), server.hostname);
    const pairs = [
      [client, far],
      [far, client],
    ] as const;
    for (const [end, other] of pairs) {
      ends.add(end);
      end.on('error', () => end.destroy());
      end.on('close', () => {
        ends.delete(end);
        other.destroy();
      });
    }
    far.pipe(client);
    client.on('data', (bytes) => {
      if (heard === undefined || !bytes.includes(heard.text)) return void far.write(bytes);
      const { act } = heard;
      heard = undefined;
      act();
    });
  });
  const cut = (): void => {
    for (const end of ends) end.destroy();
  };
  listener.listen(0, loopback);
  await once(listener, 'listening');
  const { port } = listener.address() as net.AddressInfo;
  return {
    through: (url) => Object.assign(new URL(url), { host: `${loopback}:${port}` }).href,
    cut,
    refuse: () => void listener.close(),
    accept: async () => {
      listener.listen(port, loopback);
      await once(listener, 'listening');
    },
    whenAsked: (text, act) => (heard = { text, act }),
    close: () => {
      cut();
      listener.close();
    },
  };
}
