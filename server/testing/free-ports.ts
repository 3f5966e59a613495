import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Ports of the loopback that nobody listens on, for processes that must find the same ones after a restart. Below those
 * that systems give to outgoing connections, one of which could take a port before it is listened on.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(12_000, 32_000);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    // In use, most likely; whatever it is, the next one is tried.
    return false;
  }
  await once(server.close(), 'close');
  return true;
}
