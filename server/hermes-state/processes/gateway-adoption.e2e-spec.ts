import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTimeOf } from '../../http/process-start-time.ts';
import { eventually } from '../../testing/eventually.ts';
import { writeKeptGateway } from '../../testing/fake-kept-gateway.ts';
import { inState, isAlive, KeptGateways, logOf } from '../../testing/kept-gateways.ts';

const secret = 'a-password-of-somebody';
let kept: KeptGateways;

beforeEach(async () => {
  kept = await KeptGateways.create();
});
afterEach(() => kept.remove());

const mode = (text: string) => kept.fixture.put('.hermes/mode', text);

const refuseSignals = () =>
  jest.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
  });

describe('a gateway that runs already', () => {
  it('is taken over when an earlier process of ours started it, and ends with us', async () => {
    const { pid } = await inState(kept.supervise(), 'running');
    const second = kept.supervise();
    expect(await inState(second, 'adopted')).toMatchObject({ pid, restarts: 0 });
    expect(await kept.starts()).toHaveLength(1);
    await second.close();
    expect(isAlive(pid!)).toBe(false);
  });

  it('is taken over before its files say anything of it', async () => {
    await mode('silent');
    const first = kept.supervise();
    await eventually(() => expect(first.record.view.pid).not.toBeNull());
    const second = kept.supervise();
    expect(await inState(second, 'adopted')).toMatchObject({ pid: first.record.view.pid });
  });

  it('is taken over when somebody else started it, and outlives us', async () => {
    const child = await kept.startElsewhere();
    const supervisor = kept.supervise();
    expect(await inState(supervisor, 'adopted')).toMatchObject({ pid: child.pid });
    await supervisor.close();
    expect([isAlive(child.pid!), (await kept.starts()).length]).toEqual([true, 1]);
    child.kill('SIGKILL');
    await once(child, 'close');
  });

  it('and was started by somebody else is ended when it shall be stopped', async () => {
    const child = await kept.startElsewhere();
    const supervisor = kept.supervise();
    await inState(supervisor, 'adopted');
    supervisor.stop();
    await inState(supervisor, 'stopped');
    expect(isAlive(child.pid!)).toBe(false);
  });

  it('of another user is watched on when it shall be stopped', async () => {
    const child = await kept.startElsewhere();
    const supervisor = kept.supervise();
    await inState(supervisor, 'adopted');
    const kill = refuseSignals();
    supervisor.stop();
    await eventually(() =>
      expect(supervisor.record.view).toMatchObject({
        state: 'adopted',
        pid: child.pid,
        reason: expect.stringContaining('belongs to another user'),
      }),
    );
    kill.mockRestore();
    expect([isAlive(child.pid!), (await kept.starts()).length]).toEqual([true, 1]);
    child.kill('SIGKILL');
    await once(child, 'close');
  });

  it('of another user is not waited for when we end', async () => {
    const supervisor = kept.supervise();
    const { pid } = await inState(supervisor, 'running');
    const kill = refuseSignals();
    await supervisor.close();
    kill.mockRestore();
    expect(isAlive(pid!)).toBe(true);
  });

  it('is replaced when it ends', async () => {
    const child = await kept.startElsewhere();
    const supervisor = kept.supervise();
    await inState(supervisor, 'adopted');
    child.kill('SIGKILL');
    const { pid, lastEnd } = await inState(supervisor, 'running');
    expect(pid).not.toBe(child.pid);
    expect(lastEnd).toMatchObject({ exitCode: null, signal: null });
  });

  it('is not believed in when its number belongs to another program', async () => {
    const lie = { pid: process.pid, start_time: startTimeOf(process.pid), kind: 'hermes-gateway' };
    await kept.fixture.put('.hermes/gateway_state.json', { ...lie, gateway_state: 'running' });
    const supervisor = kept.supervise();
    expect((await inState(supervisor, 'running')).pid).not.toBe(process.pid);
  });

  it('is replaced at once when it ended with an earlier process of ours', async () => {
    const first = kept.supervise();
    const { pid } = await inState(first, 'running');
    await first.close();
    expect((await inState(kept.supervise(), 'running')).pid).not.toBe(pid);
  });

  it('is replaced at once when it was killed together with an earlier process of ours', async () => {
    const first = kept.supervise();
    const { pid } = await inState(first, 'running');
    const note = join(kept.settings.dataDir, 'run', 'hermes-gateway-default.json');
    const text = await readFile(note, 'utf8');
    await first.close();
    await writeFile(note, text);
    expect((await inState(kept.supervise(), 'running')).pid).not.toBe(pid);
  });

  it('elsewhere is left alone', async () => {
    const beat = { updated_at: new Date().toISOString() };
    await kept.fixture.put('.hermes/gateway_state.json', {
      pid: 4_000_000,
      gateway_state: 'running',
    });
    await kept.fixture.put('.hermes/state/gateway.heartbeat', beat);
    const { reason } = await inState(kept.supervise(), 'left_alone');
    expect(reason).toContain('on another machine');
    expect(await kept.starts()).toHaveLength(0);
  });
});

describe('a gateway that must not be started', () => {
  it('because a service is there to run it is left to that, until the service is gone', async () => {
    const unit = '.config/systemd/user/hermes-gateway.service';
    await kept.fixture.put(unit, '[Service]\n');
    const supervisor = kept.supervise();
    const { reason } = await inState(supervisor, 'left_alone');
    expect(reason).toContain(kept.fixture.at(unit));
    expect(await kept.starts()).toHaveLength(0);
    await rm(kept.fixture.at(unit));
    await inState(supervisor, 'running');
  });

  it('because its profile or the command is not there is left alone, until they are', async () => {
    await rm(kept.settings.hermesBin);
    process.env.PATH = `/nowhere:${process.env.PATH}`;
    const supervisor = kept.supervise({}, 'coder');
    expect((await inState(supervisor, 'left_alone')).reason).toContain('The profile coder');
    await mkdir(kept.fixture.at('.hermes/profiles/coder'), { recursive: true });
    await eventually(() => expect(supervisor.record.view.reason).toContain('no hermes command'));
    await writeKeptGateway(kept.settings.hermesBin);
    await inState(supervisor, 'running');
  });
});

describe('what a gateway writes', () => {
  it('is kept without the secrets of its profile', async () => {
    await kept.fixture.put('.hermes/.env', `TELEGRAM_PASSWORD=${secret}\n`);
    await kept.fixture.put('.hermes/says', `connecting with ${secret} and Bearer abcdef0123456789`);
    const supervisor = kept.supervise();
    await inState(supervisor, 'running');
    await eventually(async () => expect(await logOf(supervisor)).toContain('connecting with'));
    const folder = join(kept.settings.dataDir, 'logs');
    for (const name of await readdir(folder)) {
      const text = await readFile(join(folder, name), 'utf8');
      expect(text).not.toContain(secret);
      expect(text).not.toContain('abcdef0123456789');
    }
  });

  it('fills no disk and does not hold it up, however much it is', async () => {
    await mode('flood');
    const logLimits = { fileBytes: 20_000, files: 3, bytesPerSecond: 100_000 };
    const supervisor = kept.supervise({ logLimits });
    await inState(supervisor, 'running');
    await eventually(async () => expect(await logOf(supervisor)).toContain('lines left out'));
    supervisor.stop();
    await inState(supervisor, 'stopped');
    await supervisor.log.flush();
    const folder = join(kept.settings.dataDir, 'logs');
    const names = (await readdir(folder)).sort();
    expect(names).toEqual(['', '.1', '.2'].map((end) => `hermes-gateway-default.log${end}`));
    for (const name of names)
      expect((await readFile(join(folder, name))).length).toBeLessThanOrEqual(20_000);
  });
});
