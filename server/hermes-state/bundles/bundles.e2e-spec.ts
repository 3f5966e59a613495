import { mkdir, readdir, symlink } from 'node:fs/promises';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import { versionOf } from '../files/file-version.ts';
import type { PastVersionList, TextFile } from '../files/text-file.contract.ts';
import type { BundlePreview, Bundles } from './bundles.contract.ts';

let fixture: HermesHomeFixture;
let product: TestProduct;
let profile: string;
let profiles = 0;
const api = '/api/admin/hermes/bundles';
const inProfile = (path: string) => `.hermes/profiles/${profile}/${path}`;
const put = (path: string, content: unknown) => fixture.put(inProfile(path), content);
const putBundle = (name: string, content: string | Buffer) => put(`skill-bundles/${name}`, content);

beforeAll(async () => {
  fixture = await createHermesHome();
  product = await startTestProduct({ HERMES_HOME: fixture.at('.hermes') });
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
});
beforeEach(async () => {
  profile = `p${++profiles}`;
  await mkdir(fixture.at(inProfile('skills')), { recursive: true });
  for (const name of ['plan', 'quiet', 'mac']) {
    const more = name === 'mac' ? 'platforms: [windows]\n' : '';
    await put(`skills/${name}/SKILL.md`, `---\nname: ${name}\n${more}---\n`);
  }
  await put('config.yaml', 'skills: {disabled: [quiet]}\n');
});

const read = async <T>(below = '', query = ''): Promise<T> => {
  const response = await product.api('GET', `${api}${below}?profile=${profile}${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
};
const send = (method: string, below: string, body?: object, version?: string) => {
  const path = `${api}${below}${below.includes('?') ? '&' : '?'}profile=${profile}`;
  return product.api(method, path, body, version === undefined ? {} : { 'if-match': version });
};
const day = { name: 'Release Day', skills: ['plan'], description: 'All of it', instruction: '' };

describe('the bundles of a profile', () => {
  it('are told with their slugs, and what of them is missing', async () => {
    await putBundle('day.yaml', 'name: Release Day\nskills: [plan, quiet, mac, nobody]\n');
    const { bundles, skillNames } = await read<Bundles>();
    expect(bundles).toMatchObject([
      {
        slug: 'release-day',
        name: 'Release Day',
        fileName: 'day.yaml',
        description: 'Load 4 skills as a bundle',
        isDescriptionGiven: false,
        skills: [
          { name: 'plan', state: 'enabled' },
          { name: 'quiet', state: 'disabled' },
          { name: 'mac', state: 'hidden' },
          { name: 'nobody', state: 'missing' },
        ],
      },
    ]);
    expect(skillNames).toEqual(['mac', 'plan', 'quiet']);
  });

  it('are read *.yaml first, and those that Hermes skips are named with the reason', async () => {
    await putBundle('a.yml', 'name: day\nskills: [plan]\n');
    await putBundle('b.yaml', 'name: Day\nskills: [quiet]\n');
    await putBundle('broken.yaml', 'name: Broken\nskills: not-a-list\n');
    await putBundle('bytes.yaml', Buffer.from([0xff, 0xfe]));
    await putBundle(
      'bomb.yaml',
      `a: &a [x,x]\nb: &b [*a,*a]\n${'c: [*b,*b]\n'.repeat(1)}skills: [`,
    );
    await putBundle('notes.txt', 'not looked at');
    await symlink('/etc/passwd', fixture.at(inProfile('skill-bundles/link.yaml')));
    const { bundles, skipped } = await read<Bundles>();
    expect(bundles.map(({ fileName }) => fileName)).toEqual(['b.yaml']);
    expect(skipped).toMatchObject([
      { fileName: 'bomb.yaml', reason: 'unreadable' },
      { fileName: 'broken.yaml', reason: 'no_skills' },
      { fileName: 'bytes.yaml', reason: 'unreadable', detail: 'not_utf8' },
      { fileName: 'link.yaml', reason: 'unreadable', detail: 'not_regular' },
      { fileName: 'a.yml', reason: 'slug_taken', detail: '/day is b.yaml' },
    ]);
  });

  it('are none in a profile without the folder', async () => {
    expect(await read<Bundles>()).toMatchObject({
      folder: { status: 'missing' },
      bundles: [],
      skipped: [],
    });
  });
});

describe('a bundle', () => {
  it('is looked at first, and then made', async () => {
    const preview = (await (await send('POST', '/preview', day)).json()) as BundlePreview;
    expect(preview).toMatchObject({ fileName: 'release-day.yaml', before: '', version: 'absent' });
    await expect(readdir(fixture.at(inProfile('skill-bundles')))).rejects.toThrow('ENOENT');
    expect((await send('POST', '', day)).status).toBe(201);
    expect(await fixture.text(inProfile('skill-bundles/release-day.yaml'))).toBe(preview.after);
    expect((await read<Bundles>()).bundles).toMatchObject([
      { slug: 'release-day', description: 'All of it' },
    ]);
  });

  it('is not made when its slug or its file is taken, or when nobody could call it', async () => {
    await putBundle('other.yml', 'name: release_day\nskills: [plan]\n');
    const taken = await send('POST', '', day);
    expect([taken.status, await taken.text()]).toEqual([409, expect.stringContaining('other.yml')]);
    await putBundle('new.yaml', 'broken: [');
    expect((await send('POST', '', { ...day, name: 'new' })).status).toBe(412);
    expect((await send('POST', '', { ...day, name: '日本' })).status).toBe(422);
    expect((await send('POST', '', { ...day, skills: [] })).status).toBe(422);
    expect(await readdir(fixture.at(inProfile('skill-bundles')))).toEqual([
      'new.yaml',
      'other.yml',
    ]);
  });

  it('is changed from the version that was read, and nothing else of its file', async () => {
    const text = '# ours\nname: Release Day\nskills: [quiet]\n';
    await putBundle('day.yaml', text);
    expect((await send('PUT', '?file=day.yaml', day)).status).toBe(428);
    expect((await send('PUT', '?file=day.yaml', day, versionOf('old'))).status).toBe(412);
    expect((await send('PUT', '?file=day.yaml', day, versionOf(text))).status).toBe(200);
    expect(await fixture.text(inProfile('skill-bundles/day.yaml'))).toBe(
      '# ours\nname: Release Day\nskills: [plan]\ndescription: All of it\n',
    );
  });

  it('is deleted, and comes back from its history', async () => {
    const text = 'name: Day\nskills: [plan]\n';
    await putBundle('day.yaml', text);
    expect((await send('DELETE', '?file=day.yaml', undefined, versionOf('old'))).status).toBe(412);
    expect((await send('DELETE', '?file=day.yaml', undefined, versionOf(text))).status).toBe(204);
    expect(await readdir(fixture.at(inProfile('skill-bundles')))).toEqual([]);
    const { items } = await read<PastVersionList>('/text/history', '&file=day.yaml');
    const back = await send('POST', '/text/restore?file=day.yaml', { id: items[0]!.id }, 'absent');
    expect(back.status).toBe(201);
    expect(await fixture.text(inProfile('skill-bundles/day.yaml'))).toBe(text);
    const events = await product.api('GET', '/api/admin/events?action=hermes_bundle.delete');
    expect(await events.text()).toContain('skill-bundles/day.yaml');
  });

  it('that is broken is repaired as text, and only so', async () => {
    const text = 'name: Day\nskills: [plan\n';
    await putBundle('day.yaml', text);
    expect((await send('PUT', '?file=day.yaml', day, versionOf(text))).status).toBe(409);
    const { version } = await read<TextFile>('/text', '&file=day.yaml');
    const at = text.length - 1;
    const worse = { start: 0, end: 0, text: '[' };
    expect((await send('PUT', '/text?file=day.yaml', worse, version!)).status).toBe(422);
    const repair = { start: at, end: at, text: ']' };
    expect((await send('PUT', '/text?file=day.yaml', repair, version!)).status).toBe(200);
    expect((await read<Bundles>()).bundles).toMatchObject([{ slug: 'day' }]);
  });

  it.each(['..%2F..%2F.env', '.hidden.yaml', 'x.txt', 'a%2Fb.yaml'])(
    'has a name that lies in its folder, not %s',
    async (file) => {
      expect((await send('GET', `/text?file=${file}`)).status).toBe(422);
      expect((await send('DELETE', `?file=${file}`, undefined, 'x')).status).toBe(422);
    },
  );
});
