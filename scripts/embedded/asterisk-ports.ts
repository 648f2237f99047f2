import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, portIsFree } from './ports.ts';

/** The ports of one instance. RTP takes two of its range for each leg of a call. */
export interface AsteriskPorts {
  /** TCP: ARI, and SIP over WebSocket. */
  readonly http: number;
  /** UDP and TCP. */
  readonly sip: number;
  /** UDP, both ends included. */
  readonly rtpStart: number;
  readonly rtpEnd: number;
}

/** Below Linux' ephemeral ports (32768), so that no outgoing socket sits in the range. */
const rtpFloor = 10_000;
const rtpWindow = 2000;
const rtpWindows = 11;
const attempts = 20;
const releaseMs = 1000;
const releasePollMs = 25;

/**
 * Ports that are free now, for a second instance on one machine: another process may still take one, so be ready to ask again.
 * Two RTP ranges may overlap: a port in use is passed over at each call.
 */
export async function freeAsteriskPorts(): Promise<AsteriskPorts> {
  const http = await freePort();
  const rtpStart = rtpFloor + rtpWindow * Math.floor(Math.random() * rtpWindows);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const sip = await freePort();
    if (sip !== http && (await udpPortIsFree(sip))) return { http, sip, rtpStart, rtpEnd: rtpStart + rtpWindow - 1 };
  }
  throw new Error('no loopback port is free for SIP');
}

/** Throws a sentence that names the first port somebody else holds, and goes on holding for a second. */
export async function demandFreePorts(ports: Pick<AsteriskPorts, 'sip'> & Partial<AsteriskPorts>): Promise<void> {
  const { http, sip } = ports;
  if (http !== undefined && !(await becomesFree(() => portIsFree(http))))
    throw new Error(`the switch's HTTP port ${http} is taken; free it or choose another.`);
  if (!(await becomesFree(async () => (await udpPortIsFree(sip)) && (await portIsFree(sip)))))
    throw new Error(`the SIP port ${sip} is taken; free it or choose another.`);
}

/** The sockets of a process that was killed this moment close a little later than it is gone. */
async function becomesFree(isFree: () => Promise<boolean>): Promise<boolean> {
  for (let waited = 0; waited < releaseMs; waited += releasePollMs) {
    if (await isFree()) return true;
    await sleep(releasePollMs);
  }
  return await isFree();
}

async function udpPortIsFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  return await new Promise((resolve) => {
    socket.once('error', () => resolve(false));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => socket.close(() => resolve(true)));
  });
}
