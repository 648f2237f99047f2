import { connect, createServer, type Socket } from 'node:net';

/** A TCP relay on 127.0.0.1 that tests cut and mend, to see what a controller does without its switch. */
export interface SeverableProxy {
  readonly port: number;
  /** Ends every connection and admits no new one; both ends see it closed. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function severableProxy(targetPort: number): Promise<SeverableProxy> {
  const sockets = new Set<Socket>();
  let open = true;
  const server = createServer((near) => {
    if (!open) return void near.destroy();
    const far = connect({ host: '127.0.0.1', port: targetPort });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const cut = (): void => {
    open = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    cut,
    mend: () => void (open = true),
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
