import { link, mkdir, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { versionOf } from './file-version.ts';
import { withFlock } from './flock.ts';
import { HermesFileEditor, type EditedFile } from './hermes-file-editor.ts';

let fixture: HermesHomeFixture;
let editor: HermesFileEditor;
const config: EditedFile = { profile: 'default', path: 'config.yaml', format: 'yaml' };
const auth: EditedFile = { profile: 'default', path: 'auth.json', format: 'json' };

beforeEach(async () => {
  fixture = await createHermesHome();
  editor = new HermesFileEditor(fixture.home, fixture.settings);
});
afterEach(() => fixture.remove());

const modeOf = async (path: string) => (await stat(fixture.at(path))).mode & 0o777;
const leftovers = async () =>
  (await readdir(fixture.at('.hermes'))).filter((name) => name.endsWith('.tmp'));

describe('an edit', () => {
  it('replaces the text, keeps the mode and leaves nothing beside the file', async () => {
    await fixture.put('.hermes/config.yaml', 'a: 1\n', 0o640);
    const edited = await editor.edit(config, { change: (text) => text!.replace('1', '2') });
    expect(edited).toEqual({ before: 'a: 1\n', after: 'a: 2\n', version: versionOf('a: 2\n') });
    expect(await fixture.text('.hermes/config.yaml')).toBe('a: 2\n');
    expect(await modeOf('.hermes/config.yaml')).toBe(0o640);
    expect(await leftovers()).toEqual([]);
  });

  it('makes a missing file, for its owner alone', async () => {
    await editor.edit(config, { ifMatch: 'absent', change: () => 'a: 1\n' });
    expect(await fixture.text('.hermes/config.yaml')).toBe('a: 1\n');
    expect(await modeOf('.hermes/config.yaml')).toBe(0o600);
  });

  it('keeps a byte order mark', async () => {
    await fixture.put('.hermes/auth.json', '\uFEFF{"a":1}');
    await editor.edit(auth, { change: (text) => text!.replace('1', '2') });
    expect(await fixture.text('.hermes/auth.json')).toBe('\uFEFF{"a":2}');
  });

  it('from another version than the one that is there is refused with what is there', async () => {
    await fixture.put('.hermes/config.yaml', 'a: 2\n');
    const stale = editor.edit(config, { ifMatch: versionOf('a: 1\n'), change: () => 'a: 3\n' });
    await expect(stale).rejects.toMatchObject({
      status: 412,
      details: { version: versionOf('a: 2\n') },
    });
    expect(await fixture.text('.hermes/config.yaml')).toBe('a: 2\n');
  });

  it('whose result does not parse is refused with the line', async () => {
    await fixture.put('.hermes/config.yaml', 'a: 1\n');
    const broken = editor.edit(config, { change: () => 'a: 1\nb: [\n' });
    await expect(broken).rejects.toMatchObject({ code: 'text_invalid', status: 422 });
    expect(await fixture.text('.hermes/config.yaml')).toBe('a: 1\n');
  });

  it('never touches a file that does not parse, unless it is the raw editor’s', async () => {
    await fixture.put('.hermes/config.yaml', 'a: [\n');
    const patch = editor.edit(config, { change: () => 'a: 1\n' });
    await expect(patch).rejects.toMatchObject({ code: 'file_unusable' });
    expect(await fixture.text('.hermes/config.yaml')).toBe('a: [\n');
    await editor.edit(config, { isRaw: true, change: () => 'a: 1\n' });
    expect(await fixture.text('.hermes/config.yaml')).toBe('a: 1\n');
  });

  it('waits for Hermes’ own lock', async () => {
    await fixture.put('.hermes/auth.json', '{}');
    let isReleased = false;
    let waiting: Promise<unknown> | undefined;
    const lock = { path: fixture.at('.hermes/auth.lock'), isFolder: false };
    await withFlock(lock, async () => {
      waiting = editor.edit(auth, {
        change: () => {
          expect(isReleased).toBe(true);
          return '{"a":1}';
        },
      });
      await new Promise((resolve) => setTimeout(resolve, 200));
      isReleased = true;
    });
    await waiting;
    expect(await fixture.text('.hermes/auth.json')).toBe('{"a":1}');
  });

  it('that others make at the same time loses none of them', async () => {
    await fixture.put('.hermes/config.yaml', 'n: 0\n');
    const another = new HermesFileEditor(fixture.home, fixture.settings);
    const addOne = (text: string | undefined) => `n: ${Number(/\d+/.exec(text!)![0]) + 1}\n`;
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        (index % 2 === 0 ? editor : another).edit(config, { change: addOne }),
      ),
    );
    expect(await fixture.text('.hermes/config.yaml')).toBe('n: 40\n');
  });

  it('of a profile stays in its folder', async () => {
    await mkdir(fixture.at('.hermes/profiles/coder'), { recursive: true });
    await editor.edit({ ...config, profile: 'coder' }, { change: () => 'a: 1\n' });
    expect(await fixture.text('.hermes/profiles/coder/config.yaml')).toBe('a: 1\n');
    const outside = editor.edit({ ...config, path: '../../x.yaml' }, { change: () => 'a: 1\n' });
    await expect(outside).rejects.toMatchObject({ code: 'file_unusable' });
  });

  it('sweeps what a process that died while writing left an hour ago', async () => {
    await fixture.put('.hermes/config.yaml', 'a: 1\n');
    const old = await fixture.put('.hermes/.config.yaml.hcp-dead.tmp', 'half');
    await utimes(old, new Date(0), new Date(0));
    await editor.edit(config, { change: () => 'a: 2\n' });
    expect(await leftovers()).toEqual([]);
  });
});

describe('a file that is not what it should be', () => {
  const refused = (change = editor.edit(config, { change: () => 'a: 2\n' })) =>
    expect(change).rejects.toMatchObject({ code: 'file_unusable' });

  it('because it is a link is not replaced', async () => {
    const target = await fixture.put('elsewhere.yaml', 'a: 1\n');
    await symlink(target, fixture.at('.hermes/config.yaml'));
    await refused();
    expect(await fixture.text('elsewhere.yaml')).toBe('a: 1\n');
  });

  it('because it has a second name is not replaced', async () => {
    await link(await fixture.put('elsewhere.yaml', 'a: 1\n'), fixture.at('.hermes/config.yaml'));
    await refused();
    expect(await fixture.text('elsewhere.yaml')).toBe('a: 1\n');
  });

  it('because its folder is a link out of the home is not made there', async () => {
    await mkdir(fixture.at('elsewhere'));
    await mkdir(fixture.at('.hermes/profiles'));
    await symlink(fixture.at('elsewhere'), fixture.at('.hermes/profiles/evil'));
    await refused(editor.edit({ ...config, profile: 'evil' }, { change: () => 'a: 1\n' }));
    expect(await readdir(fixture.at('elsewhere'))).toEqual([]);
  });

  it('because its profile is not there makes nothing', async () => {
    await refused(editor.edit({ ...config, profile: 'nobody' }, { change: () => 'a: 1\n' }));
    await refused(editor.edit({ ...auth, profile: 'nobody' }, { change: () => '{}' }));
    expect(await readdir(fixture.at('.hermes'))).toEqual([]);
  });

  it('because its folder is a link out of the home leaves no lock there', async () => {
    await mkdir(fixture.at('elsewhere'));
    await mkdir(fixture.at('.hermes/profiles'));
    await symlink(fixture.at('elsewhere'), fixture.at('.hermes/profiles/evil'));
    await refused(editor.edit({ ...auth, profile: 'evil' }, { change: () => '{}' }));
    expect(await readdir(fixture.at('elsewhere'))).toEqual([]);
  });

  it('because it is not UTF-8 is not replaced', async () => {
    await fixture.put('.hermes/config.yaml', Buffer.of(0x61, 0xff));
    await refused();
  });
});

describe('the history of a file', () => {
  it('holds what lay there before each edit, newest first, readable by the owner alone', async () => {
    await fixture.put('.hermes/config.yaml', 'a: 1\n');
    await editor.edit(config, { change: () => 'a: 2\n' });
    await editor.edit(config, { change: () => 'a: 3\n' });
    const past = await editor.history(config);
    expect(past.map(({ version }) => version)).toEqual([versionOf('a: 2\n'), versionOf('a: 1\n')]);
    expect(await editor.pastText(config, past[1]!.id)).toBe('a: 1\n');
    const folder = join(fixture.settings.dataDir, 'hermes-history');
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('keeps the newest fifty', async () => {
    await fixture.put('.hermes/config.yaml', 'a: 0\n');
    for (let index = 1; index <= 52; index++)
      await editor.edit(config, { change: () => `a: ${index}\n` });
    const past = await editor.history(config);
    expect(past).toHaveLength(50);
    expect(past[0]!.version).toBe(versionOf('a: 51\n'));
  });

  it('leaves out what cannot be read, and no id leads out of it', async () => {
    await fixture.put('.hermes/config.yaml', 'a: 1\n');
    await editor.edit(config, { change: () => 'a: 2\n' });
    const [folder] = await readdir(join(fixture.settings.dataDir, 'hermes-history'));
    await writeFile(
      join(
        fixture.settings.dataDir,
        'hermes-history',
        folder!,
        '20260101000000000-0123456789ab.json',
      ),
      '{',
    );
    expect(await editor.history(config)).toHaveLength(1);
    await expect(editor.pastText(config, '../../x')).rejects.toMatchObject({ status: 404 });
  });
});
