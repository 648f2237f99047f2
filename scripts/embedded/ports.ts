import { createServer } from 'node:net';

/** Listens on a loopback port for a moment: the port it got, or undefined where `port` is taken. 0 asks for any free one. */
async function probe(port: number): Promise<number | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : undefined));
    });
  });
}

/** A loopback TCP port that is free now. Another process may still take it before it is used: be ready to ask again. */
export async function freePort(): Promise<number> {
  const port = await probe(0);
  if (port === undefined) throw new Error('no loopback port is free');
  return port;
}

/** Whether nothing listens on this loopback TCP port now. */
export async function portIsFree(port: number): Promise<boolean> {
  return (await probe(port)) === port;
}
