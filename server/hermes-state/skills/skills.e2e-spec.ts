import { createHash } from 'node:crypto';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import { versionOf } from '../files/file-version.ts';
import type { Skill, Skills } from './skills.contract.ts';

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
  product = await startTestProduct({ HERMES_HOME: fixture.at('.hermes') });
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
const list = () => get<Skills>();
const named = async (name: string): Promise<Skill> =>
  (await list()).skills.find((each) => each.name === name)!;
const send = (method: string, below: string, body: object, version?: string, query = '') =>
  product.api(
    method,
    `${api}${below}?profile=${profile}${query}`,
    body,
    version === undefined ? {} : { 'if-match': `"${version}"` },
  );

describe('the skills of a profile', () => {
  it('are told with category, source, trust, usage and what they lack', async () => {
    await put('skills/csv-cleaner/SKILL.md', skill('csv-cleaner'));
    await put('skills/.hub/lock.json', {
      installed: {
        'csv-cleaner': { source: 'github', trust_level: 'community', identifier: 'org/csv' },
      },
    });
    await put(
      'skills/ops/runbook/SKILL.md',
      skill('runbook', 'required_environment_variables: [PAGER, KNOWN]\n'),
    );
    await put('skills/ops/runbook/scripts/deep/SKILL.md', skill('not one'));
    await put('.env', 'KNOWN=1\nPAGER=\n');
    await put('skills/.usage.json', {
      runbook: { use_count: 3, pinned: true, last_used_at: '2026-11-21T00:27:05.483539+00:00' },
    });
    expect(await named('csv-cleaner')).toMatchObject({
      category: null,
      source: 'hub',
      origin: 'github',
      trust: 'community',
      description: 'Does csv-cleaner.',
      isEnabled: true,
      hub: { identifier: 'org/csv' },
    });
    expect(await named('runbook')).toMatchObject({
      category: 'ops',
      folder: 'ops/runbook',
      source: 'local',
      missingVariables: ['PAGER'],
      usage: { uses: 3, isPinned: true, lastUsedAt: '2026-11-21T00:27:05.483Z' },
    });
    expect((await list()).skills).toHaveLength(2);
  });

  it('know which of Hermes’ own were changed', async () => {
    const text = skill('plan');
    await put('skills/plan/SKILL.md', text);
    await put('skills/plan/scripts/run.sh', 'true\n');
    const original = createHash('md5').update(`SKILL.md${text}scripts/run.shtrue\n`).digest('hex');
    await put('skills/.bundled_manifest', `plan:${original}\nold\n`);
    expect(await named('plan')).toMatchObject({ source: 'builtin', isModified: false });
    await put('skills/plan/SKILL.md', text.replace('Text', 'Words'));
    expect(await named('plan')).toMatchObject({ source: 'builtin', isModified: true });
  });

  it('of one name are told apart: the first one counts', async () => {
    await put('skills/a/SKILL.md', skill('twice'));
    await put('skills/b/SKILL.md', skill('twice'));
    const { skills } = await list();
    expect(skills.map(({ folder, shadowedBy }) => [folder, shadowedBy])).toEqual([
      ['a', null],
      ['b', 'a'],
    ]);
  });

  it('that are for elsewhere, disabled, or broken say so', async () => {
    await put(
      'config.yaml',
      'skills:\n  disabled: off-one\n  platform_disabled: {telegram: [off-one]}\n',
    );
    await put('skills/other/SKILL.md', skill('other', 'platforms: [windows]\n'));
    await put('skills/worker/SKILL.md', skill('worker', 'environments: [kanban]\n'));
    await put('skills/off/SKILL.md', skill('off-one'));
    await put('skills/broken/SKILL.md', '---\nname: [x\n---\n');
    expect(await named('other')).toMatchObject({ hiddenBy: 'platform', limitedTo: ['windows'] });
    expect(await named('worker')).toMatchObject({ hiddenBy: 'environment' });
    expect(await named('off-one')).toMatchObject({ isEnabled: false, disabledOn: ['telegram'] });
    expect(await named('[x')).toMatchObject({ isFrontmatterBroken: true });
  });

  it('behind links are found; circles, ways out and broken links are named', async () => {
    await put('skills/real/SKILL.md', skill('real'));
    await put('elsewhere/linked/SKILL.md', skill('linked'));
    await fixture.put('outside/SKILL.md', skill('outside'));
    const link = (target: string, name: string) =>
      symlink(target, fixture.at(inProfile(`skills/${name}`)));
    await link('../elsewhere', 'inside');
    await link(fixture.at('outside'), 'out');
    await link('.', 'circle');
    await link('nowhere', 'broken');
    const { skills, problems } = await list();
    expect(skills.map(({ name }) => name)).toEqual(['linked', 'real']);
    const at = (name: string) => `profiles/${profile}/skills/${name}`;
    expect(problems).toEqual([
      { file: at('broken'), reason: 'broken_link' },
      { file: at('circle'), reason: 'circle' },
      { file: at('out'), reason: 'outside_root' },
    ]);
  });

  it('that cannot be read are named beside those that can', async () => {
    await put('skills/good/SKILL.md', skill('good'));
    await put('skills/bad/SKILL.md', Buffer.from([0xff, 0xfe, 0]));
    await put('skills/.hub/lock.json', '{"installed":');
    await put('skills/.usage.json', '{"__proto__":{"use_count":1},"good":5}');
    await put('config.yaml', 'skills: [\n');
    const { skills, problems, sources, configVersion } = await list();
    expect(skills.map(({ name, usage }) => [name, usage?.uses])).toEqual([['good', 0]]);
    expect(problems).toMatchObject([{ reason: 'not_utf8' }]);
    expect(configVersion).toBeNull();
    expect(sources.filter(({ status }) => status === 'unreadable')).toMatchObject([
      { reason: 'not_yaml' },
      { reason: 'not_json' },
    ]);
  });

  it('by the thousand are listed', async () => {
    for (let index = 0; index < 1000; index++)
      await put(
        `skills/c${index % 20}/s${index}/SKILL.md`,
        skill(`skill-${index}`, 'tags: [a, b]\n'),
      );
    expect((await list()).skills).toHaveLength(1000);
  });

  it('are none in an empty profile', async () => {
    await rm(fixture.at(inProfile('skills')), { recursive: true });
    expect(await list()).toMatchObject({ skills: [], problems: [], isCut: false });
  });
});

describe('switching skills off and on', () => {
  it('changes the list in config.yaml and nothing else', async () => {
    await put('config.yaml', '# mine\nskills:\n  disabled: [a]   # why\nmodel: x\n');
    await put('skills/plan/SKILL.md', skill('plan'));
    const { configVersion } = await list();
    const off = { names: ['plan'], isEnabled: false };
    expect((await send('PUT', '/enabled', off)).status).toBe(428);
    expect((await send('PUT', '/enabled', off, 'old')).status).toBe(412);
    expect((await send('PUT', '/enabled', off, configVersion!)).status).toBe(200);
    expect(await fixture.text(inProfile('config.yaml'))).toBe(
      '# mine\nskills:\n  disabled: [a, plan]   # why\nmodel: x\n',
    );
    const after = await list();
    expect(after.skills[0]!.isEnabled).toBe(false);
    const on = { names: ['plan'], isEnabled: true };
    expect((await send('PUT', '/enabled', on, after.configVersion!)).status).toBe(200);
    expect((await list()).skills[0]!.isEnabled).toBe(true);
    const events = await product.api('GET', '/api/admin/events?action=hermes_skill.enable');
    expect(await events.text()).toContain('skills.plan');
  });

  it('leaves a broken config.yaml alone', async () => {
    await put('config.yaml', 'skills: [\n');
    const off = { names: ['plan'], isEnabled: false };
    const version = versionOf('skills: [\n');
    expect((await send('PUT', '/enabled', off, version)).status).toBe(409);
    expect(await fixture.text(inProfile('config.yaml'))).toBe('skills: [\n');
  });
});
