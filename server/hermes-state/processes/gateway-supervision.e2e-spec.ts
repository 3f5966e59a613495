import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { eventually } from '../../testing/eventually.ts';
import {
  inState,
  isAlive,
  KeptGateways,
  logOf,
  shortPauses,
  type Start,
} from '../../testing/kept-gateways.ts';

let kept: KeptGateways;

beforeEach(async () => {
  kept = await KeptGateways.create();
});
afterEach(() => kept.remove());

const mode = (text: string) => kept.fixture.put('.hermes/mode', text);

describe('a gateway that is kept running', () => {
  it('is started for its profile, told who owns it, and without our environment', async () => {
    process.env.HERMES_ADMIN_PASSWORD = 'must not be handed on';
    await mkdir(kept.fixture.at('.hermes/profiles/coder'), { recursive: true });
    const supervisor = kept.supervise({}, 'coder');
    const { pid, restarts } = await inState(supervisor, 'running');
    delete process.env.HERMES_ADMIN_PASSWORD;
    const [start] = (await kept.fixture.text('.hermes/profiles/coder/starts.log')).split('\n');
    const { args, names, pid: started } = JSON.parse(start!) as Start;
    expect(args.join(' ')).toBe('-p coder gateway run --external-supervisor');
    expect(names).not.toContain('HERMES_ADMIN_PASSWORD');
    expect([pid, restarts]).toEqual([started, 0]);
  });

  it('is not told what its version does not know', async () => {
    const program = await kept.fixture.text('bin/hermes');
    await writeFile(kept.settings.hermesBin, program.replace(' [--external-supervisor]', ''));
    await inState(kept.supervise(), 'running');
    expect((await kept.starts())[0]!.args.join(' ')).toBe('-p default gateway run');
  });

  it('is started again when it is killed', async () => {
    const supervisor = kept.supervise();
    const { pid } = await inState(supervisor, 'running');
    process.kill(pid!, 'SIGKILL');
    await eventually(() =>
      expect(supervisor.record.view).toMatchObject({
        state: 'running',
        restarts: 1,
        lastEnd: { exitCode: null, signal: 'SIGKILL' },
      }),
    );
    expect(supervisor.record.view.pid).not.toBe(pid);
    expect(await logOf(supervisor)).toContain('hcp It is down: ');
  });

  it('that crashes at once is said to keep ending, with what it said last and ever longer pauses', async () => {
    await mode('crash');
    const supervisor = kept.supervise({ timing: { ...shortPauses, longestBackOffMs: 60_000 } });
    const pauses: number[] = [];
    supervisor.record.observe(() => {
      const { nextStartAt } = supervisor.record.view;
      if (nextStartAt) pauses.push(Date.parse(nextStartAt) - Date.now());
    });
    const { reason, nextStartAt, lastEnd } = await inState(supervisor, 'keeps_ending');
    expect(reason).toBe('ERROR gateway.run: no such platform (exit code 3)');
    expect(nextStartAt).not.toBeNull();
    expect(lastEnd).toMatchObject({ exitCode: 3 });
    expect(pauses.at(-1)).toBeGreaterThan(4 * pauses[0]!);
    expect(await kept.starts()).toHaveLength(5);
  });

  it('that says very much before it crashes is quoted in short, without secrets', async () => {
    await kept.fixture.put('.hermes/.env', 'TELEGRAM_PASSWORD=a-password-of-somebody\n');
    const before = ' word'.repeat(90);
    await kept.fixture.put(
      '.hermes/crash',
      `${before} a-password-of-somebody${' more'.repeat(9000)}`,
    );
    await mode('crash');
    const { reason } = await inState(kept.supervise(), 'keeps_ending');
    expect(reason!.length).toBeLessThan(550);
    expect(reason).toContain('word [hidden]');
    expect(reason).toContain('… (exit code 3)');
  });

  it('that kept ending is started at once when an administrator says so, and forgiven', async () => {
    await mode('crash');
    const supervisor = kept.supervise({ timing: { ...shortPauses, longestBackOffMs: 60_000 } });
    await inState(supervisor, 'keeps_ending');
    await mode('');
    supervisor.start();
    await inState(supervisor, 'running');
    process.kill(supervisor.record.view.pid!, 'SIGKILL');
    await eventually(() => expect(supervisor.record.view.lastEnd?.signal).toBe('SIGKILL'));
    expect(supervisor.record.view.state).not.toBe('keeps_ending');
  });

  it('is drained when it is stopped, and stays so until it is started', async () => {
    const supervisor = kept.supervise();
    const { pid } = await inState(supervisor, 'running');
    supervisor.stop();
    expect(await inState(supervisor, 'stopped')).toMatchObject({
      pid: null,
      lastEnd: { exitCode: 1 },
    });
    expect(isAlive(pid!)).toBe(false);
    expect(await logOf(supervisor)).toContain('out Draining.');
    expect(await kept.starts()).toHaveLength(1);
    supervisor.start();
    await inState(supervisor, 'running');
  });

  it('that does not end is killed once its time is over, with what it left behind', async () => {
    await mode('stubborn leaves');
    kept.settings = { ...kept.settings, drainTimeoutMs: 200 };
    const supervisor = kept.supervise();
    const { pid } = await inState(supervisor, 'running');
    const left = Number(await eventually(() => kept.fixture.text('.hermes/left.pid')));
    await supervisor.close();
    expect(supervisor.record.view.lastEnd).toMatchObject({ signal: 'SIGKILL' });
    expect(await logOf(supervisor)).toContain('did not end in time, and is killed');
    await eventually(() => expect([isAlive(pid!), isAlive(left)]).toEqual([false, false]));
  });

  it('is one process however often it is started', async () => {
    const supervisor = kept.supervise();
    supervisor.start();
    supervisor.start();
    await inState(supervisor, 'running');
    supervisor.start();
    expect(await kept.starts()).toHaveLength(1);
  });

  it('is another process after a restart, and one only', async () => {
    const supervisor = kept.supervise();
    const { pid } = await inState(supervisor, 'running');
    supervisor.restart();
    supervisor.restart();
    await eventually(() => expect(supervisor.record.view).toMatchObject({ state: 'running' }));
    const after = supervisor.record.view.pid;
    expect(after).not.toBe(pid);
    expect(await kept.running()).toEqual([after]);
  });

  it('leaves none behind, whenever it is stopped', async () => {
    // Each pause hits another step of the start.
    for (let steps = 0; steps < 10; steps++) {
      const supervisor = kept.supervise();
      for (let step = 0; step < steps; step++) await readdir(kept.fixture.folder);
      await supervisor.close();
      expect(await kept.running()).toEqual([]);
    }
  });
});
