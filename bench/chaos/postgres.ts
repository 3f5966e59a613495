import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgres } from '../../server/database/embedded-postgres.ts';
import { waitFor } from '../processes.ts';
import { postmasterPid } from '../product-process.ts';

/** A PostgreSQL server of our own, to be killed and frozen. Real signals to real processes. */
export class ChaosPostgres {
  private readonly server: EmbeddedPostgres;
  private frozen: number[] = [];

  constructor(private readonly folder: string) {
    this.server = new EmbeddedPostgres({ directory: join(folder, 'postgres') });
  }

  get url(): string {
    return this.server.url;
  }

  get socketPath(): string {
    return join(new URL(this.url.replace('@/', '@x/')).searchParams.get('host')!, '.s.PGSQL.5432');
  }

  start(): Promise<void> {
    return this.server.start();
  }

  /** As `pg_ctl stop -m immediate`: nothing is finished, the next start recovers from the log (pg_ctl, SIGQUIT). */
  async crash(): Promise<void> {
    const pid = postmasterPid(this.folder);
    process.kill(pid, 'SIGQUIT');
    await waitFor(() => !exists(pid), 'PostgreSQL to end', 20_000);
  }

  /** Every process of the server stops where it is; its sockets stay open. */
  freeze(): void {
    const postmaster = postmasterPid(this.folder);
    // First the one that would fork others.
    process.kill(postmaster, 'SIGSTOP');
    this.frozen = [postmaster, ...childrenOf(postmaster)];
    for (const pid of this.frozen) signal(pid, 'SIGSTOP');
  }

  thaw(): void {
    for (const pid of this.frozen.reverse()) signal(pid, 'SIGCONT');
    this.frozen = [];
  }

  async stop(): Promise<void> {
    this.thaw();
    await this.server.stop();
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);
}

function parentOf(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '');
    return Number(fields.split(' ')[1]);
  } catch {
    return undefined;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended meanwhile.
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
