import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startProductProcess, type ProductProcess } from '../product-process.ts';

/** One process of the product that is started, killed and started again on the same ports and folder. */
export class Instance {
  /** Ends that nobody of us caused. */
  readonly surprises: string[] = [];
  private product: ProductProcess | undefined;
  private isEndOurs = false;
  private earlierOutput = '';

  constructor(
    private readonly environment: NodeJS.ProcessEnv,
    private readonly cwd: string | undefined,
  ) {}

  get running(): ProductProcess {
    if (this.product === undefined) throw new Error('This process is not running.');
    return this.product;
  }

  get url(): string {
    return `http://127.0.0.1:${this.environment.HERMES_PRE_AI_API_PORT}`;
  }

  get consoleUrl(): string {
    return `http://127.0.0.1:${this.environment.HERMES_CONSOLE_PORT}`;
  }

  get dataDir(): string {
    return this.environment.HERMES_DATA_DIR!;
  }

  get output(): string {
    return this.earlierOutput + (this.product?.program.output() ?? '');
  }

  /** Answers how long it took, in milliseconds. */
  async start(waitUntil: 'ready' | 'live' = 'ready'): Promise<number> {
    const startedMs = performance.now();
    this.isEndOurs = false;
    const product = await startProductProcess(this.environment, { waitUntil, cwd: this.cwd });
    this.product = product;
    product.program.child.once('exit', (code, signal) => {
      if (!this.isEndOurs)
        this.surprises.push(`ended with ${code ?? signal}: ${this.output.slice(-500)}`);
    });
    return performance.now() - startedMs;
  }

  /** The system takes it away in the middle of whatever it does. */
  kill(): Promise<{ code: number | null; ms: number }> {
    return this.end('SIGKILL');
  }

  /** Asks it to stop; answers how it ended and how long that took. */
  stop(): Promise<{ code: number | null; ms: number }> {
    return this.end('SIGTERM');
  }

  /** Names of what waits on its disk for the database. */
  spoolFiles(): string[] {
    try {
      const names = readdirSync(join(this.dataDir, 'spool'));
      return names.filter((name) => name.endsWith('.spool'));
    } catch {
      return [];
    }
  }

  private async end(signal: NodeJS.Signals): Promise<{ code: number | null; ms: number }> {
    const { product } = this;
    if (product === undefined) return { code: null, ms: 0 };
    const startedMs = performance.now();
    this.isEndOurs = true;
    const { child } = product.program;
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    }
    this.earlierOutput += product.program.output();
    this.product = undefined;
    return { code: child.exitCode, ms: performance.now() - startedMs };
  }
}

/** Below the range from which the system takes ports for outgoing connections: those would steal one during a restart. */
export async function steadyPorts(count: number): Promise<string[]> {
  const found: string[] = [];
  while (found.length < count) {
    const port = 12_000 + Math.floor(Math.random() * 20_000);
    if (!found.includes(String(port)) && (await isFree(port))) found.push(String(port));
  }
  return found;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
