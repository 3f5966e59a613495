import { execFileSync } from 'node:child_process';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';

const versions = '/usr/lib/postgresql';

export interface DebianPostgres {
  /** Of its database `postgres`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** The PostgreSQL of Debian with an empty cluster, whose `pg_dump` is of the same version. Throws where there is none. */
export async function startDebianPostgres(): Promise<DebianPostgres> {
  const version = (await readdir(versions)).sort((a, b) => Number(b) - Number(a))[0]!;
  const folder = await mkdtemp(join(tmpdir(), 'hcp-debian-postgres-'));
  const idOf = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  // PostgreSQL refuses to run as root.
  const account = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  if (account.uid !== undefined) await chown(folder, account.uid, account.gid);
  const run = (name: string, ...args: string[]) =>
    execFileSync(join(versions, version, 'bin', name), args, {
      ...account,
      cwd: folder,
      stdio: 'ignore',
    });
  const cluster = join(folder, 'cluster');
  const [port] = await freePorts(1);
  run('initdb', '-D', cluster, '-U', 'hermes', '--auth=trust', '--no-sync', '--encoding=UTF8');
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`;
  run('pg_ctl', '-D', cluster, '-w', '-l', join(folder, 'log'), '-o', options, 'start');
  return {
    url: `postgres://hermes@127.0.0.1:${port}/postgres`,
    stop: async () => {
      run('pg_ctl', '-D', cluster, '-w', '-m', 'immediate', 'stop');
      await rm(folder, { recursive: true });
    },
  };
}
