import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning, startTimeOf } from './http/process-start-time.ts';
import { eventually } from './testing/eventually.ts';
import { writeKeptGateway } from './testing/fake-kept-gateway.ts';
import { cleanUp, runMain, scratchFolder, type MainProcess } from './testing/main-process.ts';

describe('A gateway of Hermes that is kept running', () => {
  it('outlives a crash of this process, is taken over by the next, and ends with that', async () => {
    const dataDir = await scratchFolder();
    const processes: MainProcess[] = [];
    try {
      const home = join(dataDir, 'home');
      await mkdir(home);
      const environment = {
        HERMES_HOME: home,
        HERMES_BIN: await writeKeptGateway(join(dataDir, 'bin', 'hermes')),
        HERMES_SUPERVISED_GATEWAYS: 'default',
        HERMES_PRE_UPSTREAM_URL: 'http://127.0.0.1:9',
        HERMES_POST_UPSTREAM_URL: 'http://127.0.0.1:9',
      };
      const text = (path: string) => readFile(join(dataDir, path), 'utf8');
      const first = await runMain(dataDir, environment);
      processes.push(first);
      const pid = await eventually(
        async () => (JSON.parse(await text('home/gateway.pid')) as { pid: number }).pid,
        60_000,
      );
      const startTime = startTimeOf(pid)!;
      first.kill();
      await first.ended;
      expect(isRunning(pid, startTime)).toBe(true);

      const second = await runMain(dataDir, environment);
      processes.push(second);
      await eventually(
        async () =>
          expect(await text('logs/hermes-gateway-default.log')).toContain(
            `Took over process ${pid}`,
          ),
        60_000,
      );
      expect((await text('home/starts.log')).trim().split('\n')).toHaveLength(1);
      second.signal('SIGTERM');
      expect(await second.ended).toBe(0);
      expect(isRunning(pid, startTime)).toBe(false);
    } finally {
      await cleanUp(dataDir, ...processes);
    }
  });
});
