import { eventually } from '../eventually.ts';
import { freePorts } from '../free-ports.ts';
import { cleanUp, runMain, scratchFolder, type MainProcess } from '../main-process.ts';
import { createTestDatabase } from '../test-database.ts';
import { startTestUpstream, type TestUpstream } from '../test-upstream.ts';
import { consoleHost } from './front-product.ts';
import type { ProcessPorts } from './front-proxy.ts';

/** Two built processes over one database and one upstream, as they run behind a proxy. */
export interface TwoProcesses {
  readonly ports: readonly [ProcessPorts, ProcessPorts];
  readonly upstream: TestUpstream;
  /** Asks one of them to stop and answers how it ended. */
  stop(index: number): Promise<number | NodeJS.Signals>;
  /** Starts it again, and waits until it says that it is ready. */
  start(index: number): Promise<void>;
  output(index: number): string;
  close(): Promise<void>;
}

export async function startTwoProcesses(environment: NodeJS.ProcessEnv): Promise<TwoProcesses> {
  const database = await createTestDatabase();
  const upstream = await startTestUpstream();
  const numbers = await freePorts(6);
  const portsAt = (at: number): ProcessPorts => {
    const [console, pre, post] = numbers.slice(at, at + 3) as [number, number, number];
    return { console, pre, post };
  };
  const ports = [portsAt(0), portsAt(3)] as const;
  const folders = [await scratchFolder(), await scratchFolder()];
  const running: MainProcess[] = [];

  const start = async (index: number) => {
    const { console, pre, post } = ports[index]!;
    const process = await runMain(folders[index]!, {
      DATABASE_URL: database.url,
      HERMES_PUBLIC_URL: `https://${consoleHost}`,
      HERMES_TRUST_PROXY: '127.0.0.1',
      HERMES_CONSOLE_PORT: String(console),
      HERMES_PRE_AI_API_PORT: String(pre),
      HERMES_POST_AI_API_PORT: String(post),
      HERMES_PRE_UPSTREAM_URL: upstream.url,
      HERMES_POST_UPSTREAM_URL: upstream.url,
      ...environment,
    });
    running[index] = process;
    await eventually(async () => {
      const answer = await fetch(`${process.consoleUrl}/health/ready`);
      if (!answer.ok) throw new Error(process.output());
    }, 60_000);
  };
  await Promise.all([start(0), start(1)]);
  return {
    ports,
    upstream,
    start,
    stop(index) {
      running[index]!.signal('SIGTERM');
      return running[index]!.ended;
    },
    output: (index) => running[index]!.output(),
    async close() {
      for (const [index, process] of running.entries()) await cleanUp(folders[index]!, process);
      await upstream.close();
      await database.drop();
    },
  };
}
