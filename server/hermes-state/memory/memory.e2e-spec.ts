import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import { versionOf } from '../files/file-version.ts';
import { withFlock } from '../files/flock.ts';
import type { PastVersionList, TextSaved } from '../files/text-file.contract.ts';
import type { Memory, MemoryFile, MemoryText } from './memory.contract.ts';

let fixture: HermesHomeFixture;
let product: TestProduct;
const path = '/api/admin/hermes/memory';
const notes = '.hermes/memories/MEMORY.md';

beforeAll(async () => {
  fixture = await createHermesHome();
  product = await startTestProduct({ HERMES_HOME: fixture.at('.hermes') });
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
});

/** Each test has a profile of its own. */
let profiles = 0;
let profile: string;
const inProfile = (file: string) => file.replace('.hermes', `.hermes/profiles/${profile}`);
const put = (file: string, text: string | Buffer) => fixture.put(inProfile(file), text);
const text = () => fixture.text(inProfile(notes));
beforeEach(async () => {
  profile = `p${++profiles}`;
  await mkdir(fixture.at(inProfile('.hermes')), { recursive: true });
});

const read = async <T>(below = ''): Promise<T> =>
  (await (await product.api('GET', `${path}${below}?profile=${profile}`)).json()) as T;
const fileOf = async (target: string): Promise<MemoryFile> =>
  (await read<Memory>()).files.find((file) => file.target === target)!;
const change = (body: object, version?: string, below = '/memory', method = 'PUT') =>
  product.api(
    method,
    `${path}${below}?profile=${profile}`,
    body,
    version === undefined ? {} : { 'if-match': `"${version}"` },
  );

describe('what Hermes remembers', () => {
  it('is told with its limits in characters and where they come from', async () => {
    await put(
      '.hermes/config.yaml',
      'memory:\n  memory_char_limit: 3000\n  write_approval: true\n',
    );
    await put(notes, 'grüßt\n§\nlikes tea\n§\nlikes tea');
    expect(await read<Memory>()).toMatchObject({
      profile,
      config: { status: 'present' },
      isMemoryEnabled: true,
      isUserProfileEnabled: true,
      provider: null,
      needsApproval: true,
      problems: [],
    });
    expect(await fileOf('memory')).toMatchObject({
      file: `profiles/${profile}/memories/MEMORY.md`,
      status: 'present',
      entries: 2,
      repeated: 1,
      characters: 'grüßt\n§\nlikes tea'.length,
      limit: 3000,
      isLimitConfigured: true,
    });
    expect(await fileOf('user')).toMatchObject({ status: 'missing', limit: 1375, entries: 0 });
  });

  it('is read with the defaults when config.yaml is broken, and that is said', async () => {
    await put('.hermes/config.yaml', 'memory: [\n');
    const { config } = await read<Memory>();
    expect(config).toMatchObject({ status: 'unreadable', reason: 'not_yaml' });
    expect(await fileOf('memory')).toMatchObject({ limit: 2200, isLimitConfigured: false });
  });

  it('names settings that are not what they should be', async () => {
    await put('.hermes/config.yaml', 'memory: {memory_char_limit: many, memory_enabled: "no"}\n');
    expect((await read<Memory>()).problems).toHaveLength(2);
  });

  it('names copies that Hermes made of what somebody else wrote', async () => {
    await put(notes, 'a');
    await put('.hermes/memories/MEMORY.md.bak.1763000000', 'old');
    const { backups } = await fileOf('memory');
    expect(backups).toMatchObject([{ name: 'MEMORY.md.bak.1763000000', bytes: 3 }]);
  });

  it.each([
    ['not_utf8', Buffer.from([0x61, 0xff, 0xfe])],
    ['too_large', Buffer.alloc(4_194_305, 'a')],
  ])('that is %s is named and not touched', async (reason, content) => {
    await put(notes, content);
    expect(await read<MemoryText>('/memory')).toMatchObject({
      status: 'unreadable',
      reason,
      text: null,
      version: null,
    });
    const response = await change({ start: 0, end: 0, text: 'x' }, 'absent');
    expect(response.status).toBe(409);
    expect((await stat(fixture.at(inProfile(notes)))).size).toBe(content.length);
  });

  it('behind a link is not followed', async () => {
    await mkdir(fixture.at(inProfile('.hermes/memories')));
    const secret = await fixture.put(`elsewhere-${profile}.md`, 'secret of somebody');
    await symlink(secret, fixture.at(inProfile(notes)));
    expect(await fileOf('memory')).toMatchObject({ status: 'unreadable', reason: 'not_regular' });
    expect((await change({ start: 0, end: 0, text: 'x' }, 'absent')).status).toBe(409);
    expect(await fixture.text(`elsewhere-${profile}.md`)).toBe('secret of somebody');
  });

  it('of 700,000 characters is read and changed', async () => {
    const long = Array.from({ length: 10_000 }, (_, index) => `entry ${index} ${'x'.repeat(57)}`);
    await put(notes, long.join('\n§\n'));
    const file = await read<MemoryText>('/memory');
    expect(file.text!.length).toBeGreaterThan(700_000);
    const saved = await change({ start: 0, end: 5, text: 'ENTRY' }, file.version!);
    expect(saved.status).toBe(200);
    expect(await text()).toBe(`ENTRY${file.text!.slice(5)}`);
  });
});

describe('a change of what Hermes remembers', () => {
  it('replaces one stretch, keeps the old text, and is told to the auditors', async () => {
    await put(notes, 'likes tea\n§\nlives in Vienna\n');
    const before = await read<MemoryText>('/memory');
    const response = await change({ start: 6, end: 9, text: 'coffee' }, before.version!);
    expect(((await response.json()) as TextSaved).version).toBe(versionOf(await text()));
    expect(await text()).toBe('likes coffee\n§\nlives in Vienna\n');
    const { items } = await read<PastVersionList>('/memory/history');
    expect(items).toMatchObject([{ replacedBy: 'admin', version: before.version }]);
    expect(await read(`/memory/history/${items[0]!.id}`)).toEqual({ text: before.text });
    const events = await product.api('GET', '/api/admin/events?action=hermes_memory.change');
    expect(await events.text()).toContain(`profiles/${profile}/memories/MEMORY.md`);
  });

  it('makes the file and its folder when there are none', async () => {
    expect((await read<MemoryText>('/user')).version).toBe('absent');
    const response = await change({ start: 0, end: 0, text: 'name: Ada' }, 'absent', '/user');
    expect(response.status).toBe(200);
    const folder = fixture.at(inProfile('.hermes/memories'));
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(`${folder}/USER.md`)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).sort()).toEqual(['USER.md', 'USER.md.lock']);
  });

  it('of a text that the agent has changed meanwhile is refused', async () => {
    await put(notes, 'likes tea');
    const { version } = await read<MemoryText>('/memory');
    await writeFile(fixture.at(inProfile(notes)), 'likes coffee');
    const response = await change({ start: 0, end: 9, text: '' }, version!);
    expect(response.status).toBe(412);
    expect(await response.json()).toMatchObject({
      error: { code: 'file_changed', details: { version: versionOf('likes coffee') } },
    });
    expect(await text()).toBe('likes coffee');
  });

  it('without a version is refused', async () => {
    await put(notes, 'likes tea');
    expect((await change({ start: 0, end: 0, text: 'x' })).status).toBe(428);
    expect(await text()).toBe('likes tea');
  });

  it.each([
    { start: 0, end: 100, text: '' },
    { start: 2, end: 1, text: '' },
    { start: 1, end: 1, text: 'x' },
    { start: 0, end: 0, text: '\ud800' },
  ])('at a place that is none is refused (%j)', async (body) => {
    await put(notes, '😀');
    expect((await change(body, versionOf('😀'))).status).toBe(422);
    expect(await text()).toBe('😀');
  });

  it('waits for the lock that Hermes holds, and then sees what Hermes wrote', async () => {
    await put(notes, 'likes tea');
    const { version } = await read<MemoryText>('/memory');
    const lock = { path: `${fixture.at(inProfile(notes))}.lock`, isFolder: false };
    let answer: Promise<Response> | undefined;
    await withFlock(lock, async () => {
      answer = change({ start: 0, end: 9, text: '' }, version!);
      await sleep(300);
      await writeFile(fixture.at(inProfile(notes)), 'likes tea\n§\nnew');
    });
    expect((await answer!).status).toBe(412);
    expect(await text()).toBe('likes tea\n§\nnew');
  });

  it('is taken back by restoring what was there', async () => {
    await put(notes, 'likes tea');
    const { version } = (await (
      await change({ start: 0, end: 9, text: '' }, versionOf('likes tea'))
    ).json()) as TextSaved;
    const { items } = await read<PastVersionList>('/memory/history');
    const id = items[0]!.id;
    const stale = await change({ id }, versionOf('likes tea'), '/memory/restore', 'POST');
    expect(stale.status).toBe(412);
    const restored = await change({ id }, version, '/memory/restore', 'POST');
    expect(restored.status).toBe(201);
    expect(await text()).toBe('likes tea');
    expect((await read<PastVersionList>('/memory/history')).items).toHaveLength(2);
  });

  it('of a profile that is not there is refused', async () => {
    const response = await product.api(
      'PUT',
      `${path}/memory?profile=nobody`,
      { start: 0, end: 0, text: 'x' },
      { 'if-match': 'absent' },
    );
    expect(response.status).toBe(404);
  });
});
