import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';

export interface ListeningSocket {
  readonly address: string;
  readonly port: number;
}

/** TCP_LISTEN of the kernel (include/net/tcp_states.h), as the tables write it. */
const listening = '0A';
/** A machine with more has other troubles. */
const mostBytes = 8_388_608;

/**
 * What listens for TCP on this machine, or in this container, by the tables of the kernel: what `ss -tln` shows.
 * `undefined` where there are none.
 */
export async function listeningSockets(
  folder = '/proc/net',
): Promise<readonly ListeningSocket[] | undefined> {
  const tables = await Promise.all(
    // A kernel without IPv6 has no second one.
    ['tcp', 'tcp6'].map((name) => readFile(`${folder}/${name}`, 'utf8').catch(() => undefined)),
  );
  if (tables.every((table) => table === undefined)) return undefined;
  return tables.flatMap((table = '') => socketsIn(table.slice(0, mostBytes)));
}

function socketsIn(table: string): ListeningSocket[] {
  return table.split('\n').flatMap((line) => {
    const [, hex = '', port = '', state] =
      /^\s*\d+: ([\dA-F]{8}|[\dA-F]{32}):([\dA-F]{4}) [\dA-F]+:[\dA-F]{4} ([\dA-F]{2}) /.exec(
        line,
      ) ?? [];
    if (state !== listening) return [];
    return [{ address: addressOf(hex), port: Number.parseInt(port, 16) }];
  });
}

/** The kernel writes each word of four bytes in the order of the machine. */
function addressOf(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  if (endianness() === 'LE') bytes.swap32();
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2));
  const text = groups.map((group) => group.toString(16)).join(':');
  const shortest = new URL(`http://[${text}]`).hostname.slice(1, -1);
  return shortest.startsWith('::ffff:') ? `::ffff:${bytes.subarray(12).join('.')}` : shortest;
}
