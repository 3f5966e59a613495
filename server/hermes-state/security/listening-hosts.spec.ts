import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runningDashboards, runningProxies } from './listening-hosts.ts';

describe('the proxies of Hermes that run', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hcp-processes-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const run = async (pid: number, ...args: string[]) => {
    await mkdir(join(folder, String(pid)));
    await writeFile(join(folder, String(pid), 'cmdline'), `${args.join('\0')}\0`);
  };

  it('are found among the processes, with the address they listen on', async () => {
    const hermes = ['python3', '/opt/venv/bin/hermes', '-p', 'default', 'proxy', 'start'];
    await run(10, ...hermes, '--host', '0.0.0.0', '--port', '9000');
    await run(11, ...hermes, '--host=::1');
    await run(12, ...hermes);
    await run(13, 'python3', '/opt/venv/bin/hermes', 'proxy', 'status');
    await run(14, 'nginx', 'proxy', 'start');
    await mkdir(join(folder, '15'));
    expect(await runningProxies(folder)).toEqual([
      { pid: 10, host: '0.0.0.0', port: '9000' },
      { pid: 11, host: '::1', port: '8645' },
      { pid: 12, host: '127.0.0.1', port: '8645' },
    ]);
  });

  it('are told from its dashboards, which have a port of their own', async () => {
    const hermes = ['python3', '-m', 'hermes_cli.main', '-p', 'default'];
    await run(10, ...hermes, 'dashboard', '--host', '0.0.0.0');
    await run(11, ...hermes, 'serve', '--port=9120');
    await run(12, ...hermes, 'proxy', 'start');
    await run(13, '/usr/bin/serve', 'dashboard');
    expect(await runningDashboards(folder)).toEqual([
      { pid: 10, host: '0.0.0.0', port: '9119' },
      { pid: 11, host: '127.0.0.1', port: '9120' },
    ]);
  });

  it('are not known where the system does not list its processes', async () => {
    expect(await runningProxies(join(folder, 'nowhere'))).toBeUndefined();
  });
});
