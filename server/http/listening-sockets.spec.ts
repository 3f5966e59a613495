import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { endianness, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { listeningSockets } from './listening-sockets.ts';

const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid';
const row = (local: string, state: string) =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1000 0 4711 1`;
const wide = '00000000000000000000000000000000';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-sockets-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const write = (name: string, ...rows: string[]) =>
  writeFile(join(folder, name), [head, ...rows, ''].join('\n'));

describe('what listens on a machine', () => {
  const littleEndian = endianness() === 'LE' ? it : it.skip;
  littleEndian('is read from the tables of the kernel, for IPv4 and IPv6', async () => {
    await write('tcp', row('0100007F:1EA3', '0A'), row('00000000:21C5', '0A'));
    await write(
      'tcp6',
      row(`${wide}:239F`, '0A').replace('00000000:0000', `${wide}:0000`),
      row('00000000000000000000000001000000:0050', '0A'),
      row('0000000000000000FFFF00000100007F:01BB', '0A'),
      row('B80D0120000000000000000001000000:0016', '0A'),
    );
    expect(await listeningSockets(folder)).toEqual([
      { address: '127.0.0.1', port: 7843 },
      { address: '0.0.0.0', port: 8645 },
      { address: '::', port: 9119 },
      { address: '::1', port: 80 },
      { address: '::ffff:127.0.0.1', port: 443 },
      { address: '2001:db8::1', port: 22 },
    ]);
  });

  it('leaves out connections, and rows that are odd', async () => {
    await write(
      'tcp',
      row('0100007F:1EA3', '01'),
      row('0100007F', '0A'),
      row('XX:1EA3', '0A'),
      '0A',
    );
    expect(await listeningSockets(folder)).toEqual([]);
  });

  it('is not known where there are no tables', async () => {
    expect(await listeningSockets(join(folder, 'nowhere'))).toBeUndefined();
  });

  const linux = platform() === 'linux' ? it : it.skip;
  linux('names a socket that really listens, until it is closed', async () => {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const own = async () => (await listeningSockets())!.filter((each) => each.port === port);
    expect(await own()).toEqual([{ address: '127.0.0.1', port }]);
    await once(server.close(), 'close');
    expect(await own()).toEqual([]);
  });
});
