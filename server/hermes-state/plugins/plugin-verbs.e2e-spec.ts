import { readFile } from 'node:fs/promises';
import { writePluginVerbs } from '../../testing/fake-plugin-verbs.ts';
import { usePluginsConsole } from '../../testing/plugins-console.ts';

const config = `# mine
model: x   # good
plugins:
  # those that I trust
  enabled: [loud]
  disabled: []
  entries:
    loud: {allow_tool_override: true}
`;

const plugins = usePluginsConsole((fixture) => writePluginVerbs(fixture.at('bin/hermes')));
const calls = async () => {
  const text = await readFile(plugins.fixture.at('bin/hermes.calls'), 'utf8');
  return text.split('\n').filter((line) => line.startsWith(`-p ${plugins.profile} `));
};
const text = () => plugins.fixture.text(plugins.inProfile('config.yaml'));
beforeEach(async () => {
  await plugins.put('config.yaml', config);
  for (const name of ['loud', 'greeter', 'stubborn']) await plugins.putPlugin(name);
});

describe('enabling and disabling a plugin', () => {
  it('is done by the command, read back, and leaves comments where they were', async () => {
    const job = await plugins.run('enable', { key: 'greeter' });
    expect(job).toMatchObject({ state: 'succeeded', verified: { isAsWanted: true } });
    expect(job.verified!.text).toBe(
      'config.yaml lists it as enabled. It may not take the place of built-in tools. Comments in config.yaml are where they were.',
    );
    expect(await plugins.named('greeter')).toMatchObject({
      state: 'enabled',
      mayOverrideTools: false,
    });
    expect(await text()).toContain('# mine\nmodel: x   # good\nplugins:\n  # those that I trust\n');
    expect((await plugins.run('disable', { key: 'greeter' })).state).toBe('succeeded');
    expect(await plugins.named('greeter')).toMatchObject({ state: 'disabled' });
    expect(await text()).toContain('# those that I trust');
  });

  it('says about overriding tools what config.yaml said, so that nothing is asked or lost', async () => {
    await plugins.run('enable', { key: 'loud' });
    await plugins.run('enable', { key: 'greeter' });
    expect(await calls()).toEqual([
      `-p ${plugins.profile} plugins enable loud --allow-tool-override`,
      `-p ${plugins.profile} plugins enable greeter --no-allow-tool-override`,
    ]);
    expect(await plugins.named('loud')).toMatchObject({ mayOverrideTools: true });
  });

  it('gives and takes the permission to override tools when asked to', async () => {
    expect((await plugins.run('enable', { key: 'greeter', mayOverrideTools: true })).state).toBe(
      'succeeded',
    );
    expect(await plugins.named('greeter')).toMatchObject({ mayOverrideTools: true });
    await plugins.run('enable', { key: 'greeter', mayOverrideTools: false });
    expect(await plugins.named('greeter')).toMatchObject({ mayOverrideTools: false });
  });

  it('has failed when config.yaml does not say so, although the command exits with 0', async () => {
    expect(await plugins.run('enable', { key: 'stubborn' })).toMatchObject({
      state: 'failed',
      exitCode: 0,
      verified: { isAsWanted: false, text: 'config.yaml does not list it as enabled.' },
    });
  });

  it('leaves what the command wrote when it changed more than the lists, and keeps the old text', async () => {
    await plugins.put('config.yaml', `${config}forgotten: 1\n`);
    const before = await text();
    const job = await plugins.run('enable', { key: 'greeter' });
    expect(job.verified!.text).toContain('Hermes wrote config.yaml anew');
    expect(await text()).not.toContain('# mine');
    const past = await plugins.product.api(
      'GET',
      `/api/admin/hermes/config/history?profile=${plugins.profile}`,
    );
    const { items } = (await past.json()) as { items: { id: string; bytes: number }[] };
    expect(items.some(({ bytes }) => bytes === Buffer.byteLength(before))).toBe(true);
  });

  it.each([
    ['a config.yaml that is broken', 'plugins: [\n'],
    ['plugins that are no mapping', 'plugins: all\n'],
    ['a list that is none', 'plugins: {enabled: loud}\n'],
  ])('is refused with %s, which the command would replace', async (_, broken) => {
    await plugins.put('config.yaml', broken);
    for (const verb of ['enable', 'disable'])
      expect((await plugins.post(verb, { key: 'greeter' })).status).toBe(409);
    expect(await text()).toBe(broken);
  });
});

describe('a verb about a plugin', () => {
  it.each([
    ['enable', { key: 'nobody' }, 404],
    ['enable', { key: '--help' }, 422],
    ['disable', { key: '../../evil' }, 422],
    ['update', { key: 'greeter' }, 409],
    ['remove', { key: 'greeter', typedName: 'greet' }, 422],
    ['remove', { key: 'nobody', typedName: 'nobody' }, 404],
    ['install', { identifier: '--force', typedName: 'x', commit: 'a'.repeat(40) }, 422],
    ['install', { identifier: 'a/b', typedName: 'greeter', commit: 'a'.repeat(40) }, 409],
    ['install', { identifier: 'a/b', typedName: '--help', commit: 'a'.repeat(40) }, 422],
    [
      'install',
      {
        identifier: 'https://mytoken1234@git.example/x.git',
        typedName: 'x',
        commit: 'a'.repeat(40),
      },
      422,
    ],
    ['review', { identifier: 'nothing' }, 422],
    ['review', { identifier: 'ext::sh -c id' }, 422],
    ['review', { identifier: 'https://ada:hunter22@example.org/x.git' }, 422],
    ['review', { identifier: 'file:///nowhere/at/all' }, 422],
  ])('%s of %j is refused, and nothing is run', async (verb, body, status) => {
    expect((await plugins.post(verb, body)).status).toBe(status);
    await expect(calls().catch(() => [])).resolves.toEqual([]);
  });
});

describe('removing a plugin', () => {
  it('deletes its folder, and says when the lists still name it', async () => {
    expect(await plugins.run('remove', { key: 'greeter', typedName: 'greeter' })).toMatchObject({
      state: 'succeeded',
      verified: { text: 'Its folder is gone.' },
    });
    expect(await plugins.named('greeter')).toBeUndefined();
    const job = await plugins.run('remove', { key: 'loud', typedName: 'loud' });
    expect(job.verified!.text).toContain('still lists it as enabled');
    expect((await plugins.list()).unknown).toEqual([{ name: 'loud', state: 'enabled' }]);
  });

  it('has failed when its folder is still there', async () => {
    expect(await plugins.run('remove', { key: 'stubborn', typedName: 'stubborn' })).toMatchObject({
      state: 'failed',
      verified: { isAsWanted: false },
    });
  });
});
