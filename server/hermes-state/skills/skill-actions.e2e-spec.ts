import { mkdir, rm, symlink } from 'node:fs/promises';
import { eventually } from '../../testing/eventually.ts';
import { writeHermesScript } from '../../testing/fake-hermes-command.ts';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import type { Job, JobOutput } from '../commands/jobs.contract.ts';
import type { Skill, SkillFiles, Skills, SkillText } from './skills.contract.ts';

let fixture: HermesHomeFixture;
let product: TestProduct;
let profile: string;
let profiles = 0;
const api = '/api/admin/hermes/skills';
const inProfile = (path: string) => `.hermes/profiles/${profile}/${path}`;
const put = (path: string, content: unknown) => fixture.put(inProfile(path), content);
const skill = (name: string, more = '') =>
  `---\nname: ${name}\ndescription: Does ${name}.\n${more}---\nText of ${name}.\n`;

beforeAll(async () => {
  fixture = await createHermesHome();
  // Does to the files what the real command does, and exits with 0 whatever happens.
  await writeHermesScript(
    fixture.at('bin/hermes'),
    `home="${fixture.at('.hermes/profiles')}/$2"
case "$3 $4 $5" in
  "skills uninstall csv-cleaner") read answer; [ "$answer" = y ] && rm -r "$home/skills/csv-cleaner" "$home/skills/.hub" ;;
  "skills install org/new") mkdir -p "$home/skills/new" "$home/skills/.hub"
    printf -- '---\\nname: new\\n---\\n' > "$home/skills/new/SKILL.md"
    echo '{"installed":{"new":{"source":"github","updated_at":"2026-11-21T00:00:00Z"}}}' > "$home/skills/.hub/lock.json" ;;
  "curator pin notes") echo '{"notes":{"pinned":true}}' > "$home/skills/.usage.json" ;;
  *) echo "refused: $*" ;;
esac`,
  );
  product = await startTestProduct({
    HERMES_HOME: fixture.at('.hermes'),
    HERMES_BIN: fixture.at('bin/hermes'),
  });
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
});
beforeEach(async () => {
  profile = `p${++profiles}`;
  await mkdir(fixture.at(inProfile('skills')), { recursive: true });
});

const get = async <T>(below = '', query = ''): Promise<T> => {
  const response = await product.api('GET', `${api}${below}?profile=${profile}${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
};
const named = async (name: string): Promise<Skill> =>
  (await get<Skills>()).skills.find((each) => each.name === name)!;
const send = (method: string, below: string, body: object, version?: string, query = '') =>
  product.api(
    method,
    `${api}${below}?profile=${profile}${query}`,
    body,
    version === undefined ? {} : { 'if-match': `"${version}"` },
  );

describe('the text of a skill', () => {
  const query = '&skill=ops/notes';
  beforeEach(async () => {
    await put('skills/ops/notes/SKILL.md', skill('notes'));
    await put('skills/ops/notes/references/more.md', 'more');
  });

  it('and its files are shown, and SKILL.md is changed', async () => {
    const { items } = await get<SkillFiles>('/files', query);
    expect(items.map(({ path }) => path)).toEqual(['SKILL.md', 'references/more.md']);
    const { text, version, lockedReason } = await get<SkillText>('/text', query);
    expect([text, lockedReason]).toEqual([skill('notes'), null]);
    const change = { start: text!.length, end: text!.length, text: 'New.\n' };
    expect((await send('PUT', '/text', change, version!, query)).status).toBe(200);
    expect(await fixture.text(inProfile('skills/ops/notes/SKILL.md'))).toBe(`${text}New.\n`);
    const { items: past } = await get<{ items: { id: string }[] }>('/text/history', query);
    const now = await get<SkillText>('/text', query);
    const restored = await send('POST', '/text/restore', { id: past[0]!.id }, now.version!, query);
    expect(restored.status).toBe(201);
    expect(await fixture.text(inProfile('skills/ops/notes/SKILL.md'))).toBe(text);
  });

  it('that belongs to the hub, to Hermes, or is no SKILL.md is not changed', async () => {
    await put('skills/.bundled_manifest', 'notes\n');
    const { lockedReason, version } = await get<SkillText>('/text', query);
    expect(lockedReason).toMatch('comes with Hermes');
    const change = { start: 0, end: 0, text: 'x' };
    expect((await send('PUT', '/text', change, version!, query)).status).toBe(409);
    await rm(fixture.at(inProfile('skills/.bundled_manifest')));
    const other = `${query}&file=references/more.md`;
    const more = await get<SkillText>('/text', other);
    expect(more.text).toBe('more');
    expect((await send('PUT', '/text', change, more.version!, other)).status).toBe(409);
  });

  it.each(['&skill=../../..', '&skill=/etc', '&skill=ops/notes&file=../../../.env', '&skill=.hub'])(
    'outside of the skills is refused (%s)',
    async (hostile) => {
      await put('.env', 'SECRET=1');
      const response = await product.api('GET', `${api}/text?profile=${profile}${hostile}`);
      expect([404, 422]).toContain(response.status);
    },
  );

  it('behind a link that leads out is not read', async () => {
    const secret = await fixture.put(`secret-${profile}`, 'secret of somebody');
    await symlink(secret, fixture.at(inProfile('skills/ops/notes/leak.md')));
    const { status, reason, text } = await get<SkillText>('/text', `${query}&file=leak.md`);
    expect({ status, reason, text }).toEqual({
      status: 'unreadable',
      reason: 'not_regular',
      text: null,
    });
  });
});

describe('a verb about a skill', () => {
  const run = async (below: string, body: object): Promise<Job> => {
    const response = await send('POST', below, body);
    expect(response.status).toBe(201);
    const { id } = (await response.json()) as Job;
    let job: Job | undefined;
    await eventually(async () => {
      const answer = await product.api('GET', `/api/admin/hermes/jobs/${id}`);
      ({ job } = (await answer.json()) as JobOutput);
      expect(job.endedAt).not.toBeNull();
    });
    return job!;
  };
  beforeEach(async () => {
    await put('skills/csv-cleaner/SKILL.md', skill('csv-cleaner'));
    await put('skills/.hub/lock.json', { installed: { 'csv-cleaner': { source: 'github' } } });
    await put('skills/notes/SKILL.md', skill('notes'));
  });

  it('uninstalls what came from a registry, answering the question of the command', async () => {
    const job = await run('/uninstall', { name: 'csv-cleaner' });
    expect(job).toMatchObject({ state: 'succeeded', verified: { isAsWanted: true } });
    expect(await named('csv-cleaner')).toBeUndefined();
  });

  it('installs, and names what came', async () => {
    const job = await run('/install', { identifier: 'org/new' });
    expect(job).toMatchObject({ state: 'succeeded', verified: { text: 'Installed: new.' } });
  });

  it('that did nothing has failed, although the command exits with 0', async () => {
    expect(await run('/install', { identifier: 'org/other' })).toMatchObject({
      state: 'failed',
      exitCode: 0,
      verified: { isAsWanted: false },
    });
  });

  it('pins, and refuses to archive what is pinned', async () => {
    expect((await run('/pin', { name: 'notes' })).state).toBe('succeeded');
    const response = await send('POST', '/archive', { name: 'notes' });
    expect(response.status).toBe(409);
    expect(await response.text()).toContain('unpin it first');
  });

  it.each([
    ['/uninstall', { name: 'notes' }, 409],
    ['/reset', { name: 'notes' }, 409],
    ['/pin', { name: 'csv-cleaner' }, 409],
    ['/restore', { name: 'notes' }, 409],
    ['/uninstall', { name: 'nobody' }, 404],
    ['/uninstall', { name: '--help' }, 422],
    ['/install', { identifier: '--force' }, 422],
    ['/delete', { name: 'notes' }, 422],
  ])('%s of %j is refused', async (below, body, status) => {
    expect((await send('POST', below, body)).status).toBe(status);
  });
});
