import { spawn, type ChildProcess } from 'node:child_process';
import { rm, utimes } from 'node:fs/promises';
import { eventually } from '../../testing/eventually.ts';
import { writeFakeGateway } from '../../testing/fake-hermes-gateway.ts';
import { writePluginVerbs } from '../../testing/fake-plugin-verbs.ts';
import { usePluginsConsole } from '../../testing/plugins-console.ts';

const plugins = usePluginsConsole((fixture) => writePluginVerbs(fixture.at('bin/hermes')));
beforeEach(async () => {
  await plugins.put('config.yaml', 'plugins: {enabled: [loud]}\n');
  for (const name of ['loud', 'greeter', 'stubborn']) await plugins.putPlugin(name);
});

describe('a gateway that runs', () => {
  let gateway: ChildProcess | undefined;
  const startGateway = async () => {
    const hermes = await writeFakeGateway(plugins.fixture.at('opt/hermes'));
    gateway = spawn(hermes, ['-p', plugins.profile, 'gateway', 'run'], {
      env: { ...process.env, HERMES_HOME: plugins.fixture.at('.hermes') },
      stdio: 'ignore',
    });
    const path = `/api/admin/hermes/status?profile=${plugins.profile}`;
    await eventually(async () => {
      const answer = (await (await plugins.product.api('GET', path)).json()) as {
        gateway: { verdict: string };
      };
      expect(answer.gateway.verdict).toBe('running');
    });
  };
  const stopGateway = async () => {
    const running = gateway;
    gateway = undefined;
    if (running === undefined) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill();
    await ended;
  };
  const texts = async () =>
    (await plugins.list()).restart?.changes.map(({ text: words }) => words) ?? null;
  afterEach(stopGateway);

  it('has to be restarted after a change, until another one runs', async () => {
    await plugins.run('enable', { key: 'greeter' });
    expect(await texts()).toBeNull();
    await startGateway();
    expect(await texts()).toBeNull();
    await plugins.run('disable', { key: 'greeter' });
    expect(await texts()).toEqual(['Disable the plugin greeter']);
    await plugins.run('enable', { key: 'greeter' });
    expect(await texts()).toEqual(['Enable the plugin greeter', 'Disable the plugin greeter']);
    await stopGateway();
    expect(await texts()).toBeNull();
    await startGateway();
    expect(await texts()).toBeNull();
  });

  it('need not be restarted for a plugin that it does not load', async () => {
    await startGateway();
    await plugins.run('remove', { key: 'greeter', typedName: 'greeter' });
    await plugins.run('enable', { key: 'stubborn' });
    expect(await texts()).toBeNull();
  });

  it('has to be restarted when a plugin it loaded is changed on disk', async () => {
    await startGateway();
    const inAnHour = new Date(Date.now() + 3_600_000);
    await utimes(
      plugins.fixture.at(plugins.inProfile('plugins/loud/__init__.py')),
      inAnHour,
      inAnHour,
    );
    expect(await texts()).toEqual(['loud was changed on disk']);
    await rm(plugins.fixture.at(plugins.inProfile('plugins/loud')), { recursive: true });
    expect(await texts()).toBeNull();
  });
});
