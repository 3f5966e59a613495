import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { ChildSupervisor, type SupervisorOptions } from '../../hermes-process/child-supervisor.ts';
import { startTimeOf } from '../../http/process-start-time.ts';
import type { Settings } from '../../settings.ts';
import { eventually } from '../../testing/eventually.ts';
import { writeKeptGateway } from '../../testing/fake-kept-gateway.ts';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { GatewayReader } from '../status/gateway-reader.ts';
import { GatewayChild } from './gateway-child.ts';

const timing = {
  probeMs: 20,
  watchMs: 50,
  firstBackOffMs: 20,
  longestBackOffMs: 80,
  leftAloneMs: 50,
};
const secret = 'a-password-of-somebody';

let fixture: HermesHomeFixture;
let settings: Settings;
let supervisors: ChildSupervisor[];
let userHome: string | undefined;

beforeEach(async () => {
  Logger.overrideLogger(['error', 'fatal']);
  fixture = await createHermesHome();
  const hermesBin = await writeKeptGateway(fixture.at('bin/hermes'));
  settings = { ...fixture.settings, hermesBin, drainTimeoutMs: 1000 };
  supervisors = [];
  userHome = process.env.HOME;
  process.env.HOME = fixture.folder;
});
afterEach(async () => {
  await Promise.all(supervisors.map((supervisor) => supervisor.close()));
  for (const { pid } of await starts()) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  process.env.HOME = userHome;
  await fixture.remove();
});

interface Start {
  readonly pid: number;
  readonly args: readonly string[];
  readonly names: readonly string[];
}
const starts = async (): Promise<Start[]> => {
  const text = await readFile(fixture.at('.hermes/starts.log'), 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Start);
};
const isAlive = (pid: number) => startTimeOf(pid) !== undefined;
const supervise = (options: SupervisorOptions = {}, profile = 'default') => {
  const { home } = fixture;
  const secrets = new KnownSecrets(settings, home);
  const command = new HermesCommand(settings, home, secrets);
  const kind = new GatewayChild(profile, { gateways: new GatewayReader(home), home, command });
  const mask = () => secrets.maskFor(profile);
  const supervisor = new ChildSupervisor(kind, settings, { mask, timing, ...options });
  supervisors.push(supervisor);
  supervisor.begin();
  return supervisor;
};
const state = (supervisor: ChildSupervisor, wanted: string) =>
  eventually(() => {
    expect(supervisor.record.view.state).toBe(wanted);
    return supervisor.record.view;
  });
const mode = (text: string) => fixture.put('.hermes/mode', text);
const logged = async (supervisor: ChildSupervisor) => {
  await supervisor.log.flush();
  return (await supervisor.log.tail(1000)).lines.join('\n');
};
/** A gateway that somebody else started. */
const startElsewhere = async () => {
  const child = spawn(settings.hermesBin, ['-p', 'default', 'gateway', 'run'], {
    env: { PATH: process.env.PATH, HERMES_HOME: fixture.at('.hermes') },
    stdio: 'ignore',
  });
  await eventually(() => fixture.text('.hermes/gateway_state.json'));
  return child;
};

describe('a gateway that is kept running', () => {
  it('is started for its profile, told who owns it, and without our environment', async () => {
    process.env.HERMES_ADMIN_PASSWORD = 'must not be handed on';
    await mkdir(fixture.at('.hermes/profiles/coder'), { recursive: true });
    const supervisor = supervise({}, 'coder');
    const { pid, restarts } = await state(supervisor, 'running');
    delete process.env.HERMES_ADMIN_PASSWORD;
    const [start] = (await fixture.text('.hermes/profiles/coder/starts.log')).split('\n');
    const { args, names, pid: started } = JSON.parse(start!) as Start;
    expect(args.join(' ')).toBe('-p coder gateway run --external-supervisor');
    expect(names).not.toContain('HERMES_ADMIN_PASSWORD');
    expect([pid, restarts]).toEqual([started, 0]);
  });

  it('is not told what its version does not know', async () => {
    const program = await fixture.text('bin/hermes');
    await writeFile(settings.hermesBin, program.replace(' [--external-supervisor]', ''));
    await state(supervise(), 'running');
    expect((await starts())[0]!.args.join(' ')).toBe('-p default gateway run');
  });

  it('is started again when it is killed', async () => {
    const supervisor = supervise();
    const { pid } = await state(supervisor, 'running');
    process.kill(pid!, 'SIGKILL');
    await eventually(() =>
      expect(supervisor.record.view).toMatchObject({
        state: 'running',
        restarts: 1,
        lastEnd: { exitCode: null, signal: 'SIGKILL' },
      }),
    );
    expect(supervisor.record.view.pid).not.toBe(pid);
    expect(await logged(supervisor)).toContain('hcp It is down: ');
  });

  it('that crashes at once is said to keep ending, with what it said last and ever longer pauses', async () => {
    await mode('crash');
    const supervisor = supervise({ timing: { ...timing, longestBackOffMs: 60_000 } });
    const pauses: number[] = [];
    supervisor.record.observe(() => {
      const { nextStartAt } = supervisor.record.view;
      if (nextStartAt) pauses.push(Date.parse(nextStartAt) - Date.now());
    });
    const { reason, nextStartAt, lastEnd } = await state(supervisor, 'keeps_ending');
    expect(reason).toBe('ERROR gateway.run: no such platform (exit code 3)');
    expect(nextStartAt).not.toBeNull();
    expect(lastEnd).toMatchObject({ exitCode: 3 });
    expect(pauses.at(-1)).toBeGreaterThan(4 * pauses[0]!);
    expect(await starts()).toHaveLength(5);
  });

  it('that kept ending is started at once when an administrator says so, and forgiven', async () => {
    await mode('crash');
    const supervisor = supervise({ timing: { ...timing, longestBackOffMs: 60_000 } });
    await state(supervisor, 'keeps_ending');
    await mode('');
    supervisor.start();
    await state(supervisor, 'running');
    process.kill(supervisor.record.view.pid!, 'SIGKILL');
    await eventually(() => expect(supervisor.record.view.lastEnd?.signal).toBe('SIGKILL'));
    expect(supervisor.record.view.state).not.toBe('keeps_ending');
  });

  it('is drained when it is stopped, and stays so until it is started', async () => {
    const supervisor = supervise();
    const { pid } = await state(supervisor, 'running');
    supervisor.stop();
    expect(await state(supervisor, 'stopped')).toMatchObject({
      pid: null,
      lastEnd: { exitCode: 1 },
    });
    expect(isAlive(pid!)).toBe(false);
    expect(await logged(supervisor)).toContain('out Draining.');
    expect(await starts()).toHaveLength(1);
    supervisor.start();
    await state(supervisor, 'running');
  });

  it('that does not end is killed once its time is over, with what it left behind', async () => {
    await mode('stubborn leaves');
    settings = { ...settings, drainTimeoutMs: 200 };
    const supervisor = supervise();
    const { pid } = await state(supervisor, 'running');
    const left = Number(await eventually(() => fixture.text('.hermes/left.pid')));
    await supervisor.close();
    expect(supervisor.record.view.lastEnd).toMatchObject({ signal: 'SIGKILL' });
    expect(await logged(supervisor)).toContain('did not end in 0.2 s, and is killed');
    await eventually(() => expect([isAlive(pid!), isAlive(left)]).toEqual([false, false]));
  });

  it('is one process however often it is started', async () => {
    const supervisor = supervise();
    supervisor.start();
    supervisor.start();
    await state(supervisor, 'running');
    supervisor.start();
    expect(await starts()).toHaveLength(1);
  });

  it('is another process after a restart, and one only', async () => {
    const supervisor = supervise();
    const { pid } = await state(supervisor, 'running');
    supervisor.restart();
    supervisor.restart();
    await eventually(() => expect(supervisor.record.view).toMatchObject({ state: 'running' }));
    const after = supervisor.record.view.pid;
    expect(after).not.toBe(pid);
    const running = (await starts()).filter((start) => isAlive(start.pid));
    expect(running.map((start) => start.pid)).toEqual([after]);
  });

  it('leaves none behind, whenever it is stopped', async () => {
    // Each pause hits another step of the start.
    for (let steps = 0; steps < 10; steps++) {
      const supervisor = supervise();
      for (let step = 0; step < steps; step++) await readdir(fixture.folder);
      await supervisor.close();
      expect((await starts()).filter(({ pid }) => isAlive(pid))).toEqual([]);
    }
  });
});

describe('a gateway that runs already', () => {
  it('is taken over when an earlier process of ours started it, and ends with us', async () => {
    const { pid } = await state(supervise(), 'running');
    const second = supervise();
    expect(await state(second, 'adopted')).toMatchObject({ pid, restarts: 0 });
    expect(await starts()).toHaveLength(1);
    await second.close();
    expect(isAlive(pid!)).toBe(false);
  });

  it('is taken over before its files say anything of it', async () => {
    await mode('silent');
    const first = supervise();
    await eventually(() => expect(first.record.view.pid).not.toBeNull());
    const second = supervise();
    expect(await state(second, 'adopted')).toMatchObject({ pid: first.record.view.pid });
  });

  it('is taken over when somebody else started it, and outlives us', async () => {
    const child = await startElsewhere();
    const supervisor = supervise();
    expect(await state(supervisor, 'adopted')).toMatchObject({ pid: child.pid });
    await supervisor.close();
    expect([isAlive(child.pid!), (await starts()).length]).toEqual([true, 1]);
    child.kill('SIGKILL');
    await once(child, 'close');
  });

  it('and was started by somebody else is ended when it shall be stopped', async () => {
    const child = await startElsewhere();
    const supervisor = supervise();
    await state(supervisor, 'adopted');
    supervisor.stop();
    await state(supervisor, 'stopped');
    expect(isAlive(child.pid!)).toBe(false);
  });

  it('is replaced when it ends', async () => {
    const child = await startElsewhere();
    const supervisor = supervise();
    await state(supervisor, 'adopted');
    child.kill('SIGKILL');
    const { pid, lastEnd } = await state(supervisor, 'running');
    expect(pid).not.toBe(child.pid);
    expect(lastEnd).toMatchObject({ exitCode: null, signal: null });
  });

  it('is not believed in when its number belongs to another program', async () => {
    const lie = { pid: process.pid, start_time: startTimeOf(process.pid), kind: 'hermes-gateway' };
    await fixture.put('.hermes/gateway_state.json', { ...lie, gateway_state: 'running' });
    const supervisor = supervise();
    expect((await state(supervisor, 'running')).pid).not.toBe(process.pid);
  });

  it('elsewhere is left alone', async () => {
    const beat = { updated_at: new Date().toISOString() };
    await fixture.put('.hermes/gateway_state.json', { pid: 4_000_000, gateway_state: 'running' });
    await fixture.put('.hermes/state/gateway.heartbeat', beat);
    const { reason } = await state(supervise(), 'left_alone');
    expect(reason).toContain('on another machine');
    expect(await starts()).toHaveLength(0);
  });
});

describe('a gateway that must not be started', () => {
  it('because a service is there to run it is left to that, until the service is gone', async () => {
    const unit = '.config/systemd/user/hermes-gateway.service';
    await fixture.put(unit, '[Service]\n');
    const supervisor = supervise();
    const { reason } = await state(supervisor, 'left_alone');
    expect(reason).toContain(fixture.at(unit));
    expect(await starts()).toHaveLength(0);
    await rm(fixture.at(unit));
    await state(supervisor, 'running');
  });

  it('because its profile or the command is not there is left alone, until they are', async () => {
    await rm(settings.hermesBin);
    process.env.PATH = `/nowhere:${process.env.PATH}`;
    const supervisor = supervise({}, 'coder');
    expect((await state(supervisor, 'left_alone')).reason).toContain('The profile coder');
    await mkdir(fixture.at('.hermes/profiles/coder'), { recursive: true });
    await eventually(() => expect(supervisor.record.view.reason).toContain('no hermes command'));
    await writeKeptGateway(settings.hermesBin);
    await state(supervisor, 'running');
  });
});

describe('what a gateway writes', () => {
  it('is kept without the secrets of its profile', async () => {
    await fixture.put('.hermes/.env', `TELEGRAM_PASSWORD=${secret}\n`);
    await fixture.put('.hermes/says', `connecting with ${secret} and Bearer abcdef0123456789`);
    const supervisor = supervise();
    await state(supervisor, 'running');
    await eventually(async () => expect(await logged(supervisor)).toContain('connecting with'));
    const folder = join(settings.dataDir, 'logs');
    for (const name of await readdir(folder)) {
      const text = await readFile(join(folder, name), 'utf8');
      expect(text).not.toContain(secret);
      expect(text).not.toContain('abcdef0123456789');
    }
  });

  it('fills no disk and does not hold it up, however much it is', async () => {
    await mode('flood');
    const logLimits = { fileBytes: 20_000, files: 3, bytesPerSecond: 100_000 };
    const supervisor = supervise({ logLimits });
    await state(supervisor, 'running');
    await eventually(async () => expect(await logged(supervisor)).toContain('lines left out'));
    supervisor.stop();
    await state(supervisor, 'stopped');
    await supervisor.log.flush();
    const folder = join(settings.dataDir, 'logs');
    const names = (await readdir(folder)).sort();
    expect(names).toEqual(['', '.1', '.2'].map((end) => `hermes-gateway-default.log${end}`));
    for (const name of names)
      expect((await readFile(join(folder, name))).length).toBeLessThanOrEqual(20_000);
  });
});
