import { writePluginVerbs } from '../../testing/fake-plugin-verbs.ts';
import { createPluginRepository, type PluginRepository } from '../../testing/plugin-repository.ts';
import { pluginProgram, usePluginsConsole } from '../../testing/plugins-console.ts';
import type { PluginReview } from './plugins.contract.ts';

let repository: PluginRepository;
const plugins = usePluginsConsole((fixture) => writePluginVerbs(fixture.at('bin/hermes')));
beforeAll(async () => {
  repository = await createPluginRepository(plugins.fixture.at('repository'));
});
const manifest = (name: string, version = '1.0.0') => ({
  'plugin.yaml': `name: ${name}\nversion: ${version}\nrequires_env: [NOTES_KEY]\nprovides_tools: [note]\n`,
  '__init__.py': pluginProgram,
  'README.md': `# ${name}\n`,
});

describe('installing a plugin', () => {
  const review = async (identifier: string): Promise<PluginReview> => {
    const response = await plugins.post('review', { identifier });
    expect([response.status, response.ok ? '' : await response.text()]).toEqual([200, '']);
    return (await response.json()) as PluginReview;
  };

  it('begins with a look at what would come, which changes nothing', async () => {
    const commit = await repository.commit(manifest('notes'));
    expect(await review(repository.url)).toMatchObject({
      commit,
      folder: null,
      manifest: { name: 'notes', version: '1.0.0', tools: ['note'] },
      files: ['README.md', '__init__.py', 'plugin.yaml'],
      readme: '# notes\n',
      warnings: ['It is taken from a folder of the server.'],
      isInstalled: false,
      refusal: null,
    });
    expect(await plugins.named('notes')).toBeUndefined();
  });

  it('puts it into its folder, not enabled, at the commit that was reviewed', async () => {
    const commit = await repository.commit(manifest('notes'));
    const request = { identifier: repository.url, typedName: 'notes', commit };
    expect(await plugins.run('install', request)).toMatchObject({
      state: 'succeeded',
      verified: {
        text: `It is in profiles/${plugins.profile}/plugins/notes, at ${commit.slice(0, 12)}, not enabled.`,
      },
    });
    expect(await plugins.named('notes')).toMatchObject({ state: 'undecided', git: { commit } });
    expect((await plugins.post('install', request)).status).toBe(409);
  });

  it('enables it when asked to, once the commit is found to be the one that was reviewed', async () => {
    const commit = await repository.commit(manifest('notes'));
    const request = { identifier: repository.url, typedName: 'notes', commit, isEnabled: true };
    const job = await plugins.run('install', request);
    expect(job).toMatchObject({
      state: 'succeeded',
      command: `hermes -p ${plugins.profile} plugins install ${repository.url} --no-enable`,
    });
    expect(await plugins.named('notes')).toMatchObject({
      state: 'enabled',
      mayOverrideTools: false,
    });
  });

  it('of a folder of a repository is not enabled, because nothing there tells its commit', async () => {
    const files = Object.entries(manifest('inner')).map(([path, each]) => [`sub/${path}`, each]);
    const commit = await repository.commit(Object.fromEntries(files));
    const identifier = `${repository.url}#sub`;
    expect(await review(identifier)).toMatchObject({ folder: 'sub', manifest: { name: 'inner' } });
    const request = { identifier, typedName: 'inner', commit, isEnabled: true };
    expect(await plugins.run('install', request)).toMatchObject({
      state: 'failed',
      exitCode: 0,
      verified: { text: expect.stringContaining('nothing there tells its commit') },
    });
    expect(await plugins.named('inner')).toMatchObject({ state: 'undecided', origin: 'user' });
  });

  it('has failed, and enables nothing, when another commit came than was reviewed', async () => {
    const commit = await repository.commit(manifest('notes', '1.1.0'));
    await repository.commit(manifest('notes', '6.6.6'));
    const request = { identifier: repository.url, typedName: 'notes', commit, isEnabled: true };
    const job = await plugins.run('install', request);
    expect(job).toMatchObject({ state: 'failed', exitCode: 0 });
    expect(job.verified!.text).toContain('which was reviewed. It is not enabled.');
    expect(await plugins.named('notes')).toMatchObject({ state: 'undecided' });
  });

  it('disables another commit than was reviewed when the lists would let it load', async () => {
    const commit = await repository.commit(manifest('notes', '1.2.0'));
    await repository.commit(manifest('notes', '6.6.7'));
    await plugins.put('config.yaml', '# mine\nplugins: {enabled: [notes]}\n');
    const request = { identifier: repository.url, typedName: 'notes', commit, isEnabled: true };
    expect((await plugins.run('install', request)).state).toBe('failed');
    expect(await plugins.named('notes')).toMatchObject({ state: 'disabled' });
    expect(await plugins.fixture.text(plugins.inProfile('config.yaml'))).toContain('# mine');
  });

  it('leaves an enabled plugin alone that it could not replace', async () => {
    await plugins.putPlugin('notes');
    await plugins.put('config.yaml', 'plugins: {enabled: [notes]}\n');
    const job = await plugins.run('install', {
      identifier: `${repository.url}-gone`,
      typedName: 'notes',
      commit: 'a'.repeat(40),
      isEnabled: true,
      isReplaced: true,
    });
    expect(job.state).toBe('failed');
    expect(await plugins.named('notes')).toMatchObject({ state: 'enabled' });
  });

  it('has failed when another plugin came than the one whose name was typed', async () => {
    const commit = await repository.commit(manifest('evil'));
    const job = await plugins.run('install', {
      identifier: repository.url,
      typedName: 'good',
      commit,
    });
    expect(job.verified!.text).toContain('Not good but evil was installed.');
  });

  it('is refused when config.yaml would let it load at once', async () => {
    const commit = await repository.commit(manifest('ghost'));
    await plugins.put('config.yaml', 'plugins: {enabled: [ghost]}\n');
    const { warnings } = await review(repository.url);
    expect(warnings.at(-1)).toContain('lists ghost as enabled already');
    const request = { identifier: repository.url, typedName: 'ghost', commit };
    expect((await plugins.post('install', request)).status).toBe(409);
    expect((await plugins.run('install', { ...request, isEnabled: true })).state).toBe('succeeded');
  });

  it('is no matter of a plugin in another folder that has the same name and is enabled', async () => {
    const commit = await repository.commit(manifest('twin'));
    await plugins.putPlugin('other', 'name: twin\n');
    await plugins.put('config.yaml', 'plugins: {enabled: [other]}\n');
    expect(await review(repository.url)).toMatchObject({
      isInstalled: false,
      isListedAsEnabled: false,
    });
    const request = { identifier: repository.url, typedName: 'twin', commit };
    expect((await plugins.run('install', request)).state).toBe('succeeded');
    expect(await plugins.named('twin')).toMatchObject({ state: 'undecided' });
  });

  it('of what has no manifest is refused in the look', async () => {
    const bare = await createPluginRepository(plugins.fixture.at(`bare-${plugins.profile}`));
    await bare.commit({ 'README.md': 'nothing else\n' });
    expect((await review(bare.url)).refusal).toContain('no plugin.yaml');
  });

  it('can be followed by an update to a newer commit', async () => {
    const commit = await repository.commit(manifest('notes', '2.0.0'));
    await plugins.run('install', { identifier: repository.url, typedName: 'notes', commit });
    const newer = await repository.commit(manifest('notes', '2.1.0'));
    const job = await plugins.run('update', { key: 'notes' });
    expect(job.verified).toEqual({
      isAsWanted: true,
      text: `It went from ${commit.slice(0, 12)} to ${newer.slice(0, 12)}, version 2.1.0.`,
    });
    expect((await plugins.run('update', { key: 'notes' })).verified!.text).toContain(
      'nothing newer',
    );
  });
});
