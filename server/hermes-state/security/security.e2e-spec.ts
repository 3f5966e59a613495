import { chmod, mkdir, stat } from 'node:fs/promises';
import { eventually } from '../../testing/eventually.ts';
import { writeHermesScript } from '../../testing/fake-hermes-command.ts';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { homeSecrets, populateHome } from '../../testing/populated-home.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import type { Job, JobOutput } from '../commands/jobs.contract.ts';
import { hermesSecuritySchema, logExposureSchema, type MendedModes } from './security.contract.ts';

let fixture: HermesHomeFixture;
let product: TestProduct;
const path = '/api/admin/hermes/security';

/** Says what the audit of Hermes 0.19 might, and exits as it does when something is found. */
const program = `
case "$*" in
  "-p default security audit --fail-on critical") echo "Scanned 120 packages, 1 moderate."; exit 0;;
  "-p default security audit --fail-on low") echo "GHSA-1 moderate in pkg"; exit 1;;
  "-p default doctor") echo "  Found 2 issue(s) to address:"; exit 0;;
esac
exit 2`;

beforeAll(async () => {
  fixture = await createHermesHome();
  await populateHome(fixture);
  product = await startTestProduct({
    HERMES_HOME: fixture.at('.hermes'),
    CODEX_HOME: fixture.at('.codex'),
    CLAUDE_CONFIG_DIR: fixture.at('.claude'),
    GEMINI_HOME: fixture.at('.gemini'),
    HERMES_BIN: await writeHermesScript(fixture.at('opt/bin/hermes'), program),
  });
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
});

const read = async (profile = 'default') =>
  hermesSecuritySchema.parse(await (await product.api('GET', `${path}?profile=${profile}`)).json());
const checkOf = async (id: string) => (await read()).checks.find((check) => check.id === id)!;
const modeOf = async (file: string) => (await stat(fixture.at(file))).mode & 0o777;
const mend = (ids: string[], profile = 'default') =>
  product.api('POST', `${path}/modes?profile=${profile}`, { ids });

describe('the checks of a profile', () => {
  it('have ids of their own, a reason each, and a fix unless they pass', async () => {
    const { checks } = await read();
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
    expect(checks.filter(({ reason }) => reason === '')).toEqual([]);
    expect(checks.filter(({ state, fix }) => (state === 'pass') !== (fix === null))).toEqual([]);
    expect(checks.find(({ id }) => id === 'approvals.mode')).toMatchObject({ state: 'fail' });
    expect(await read('coder')).toMatchObject({ profile: 'coder' });
  });

  it('of a profile that is not there are refused, and so is mending its modes', async () => {
    for (const below of ['', '/exposure'])
      expect((await product.api('GET', `${path}${below}?profile=nobody`)).status).toBe(404);
    expect((await mend(['files..env'], 'nobody')).status).toBe(404);
  });

  it('hold no secret of the home', async () => {
    const texts = await Promise.all(
      ['', '/exposure'].map(async (below) => (await product.api('GET', path + below)).text()),
    );
    const leaked = Object.entries(homeSecrets).filter(([, secret]) =>
      texts.some((text) => text.includes(secret)),
    );
    expect(leaked).toEqual([]);
  });
});

describe('mending modes', () => {
  it('closes files and folders, and tells the other administrators', async () => {
    await fixture.put('.hermes/mcp-tokens/linear.json', { access_token: 'x' }, 0o640);
    await chmod(fixture.at('.hermes/mcp-tokens'), 0o755);
    expect(await checkOf('files.mcp-tokens')).toMatchObject({ state: 'fail' });
    const answer = (await (await mend(['files.mcp-tokens'])).json()) as MendedModes;
    expect(answer.items).toEqual([
      { file: 'mcp-tokens', before: '0755', after: '0700' },
      { file: 'mcp-tokens/linear.json', before: '0640', after: '0600' },
    ]);
    expect(await modeOf('.hermes/mcp-tokens')).toBe(0o700);
    expect(await modeOf('.hermes/mcp-tokens/linear.json')).toBe(0o600);
    expect(await checkOf('files.mcp-tokens')).toMatchObject({ state: 'pass' });
    const events = (await (
      await product.api('GET', '/api/admin/events?action=hermes_security')
    ).json()) as { items: unknown[] };
    expect(events.items[0]).toMatchObject({
      action: 'hermes_security.mend_modes',
      outcome: 'ok',
      target: { kind: 'hermes_modes', name: 'default' },
      changes: [
        { field: 'mcp-tokens', before: '0755', after: '0700' },
        { field: 'mcp-tokens/linear.json', before: '0640', after: '0600' },
      ],
    });
  });

  it('touches nothing but the files of a check', async () => {
    await fixture.put('.hermes/notes.txt', 'mine', 0o644);
    for (const id of ['notes.txt', 'files.notes.txt', '../x', 'approvals.mode'])
      expect((await mend([id])).status).toBe(404);
    expect(await modeOf('.hermes/notes.txt')).toBe(0o644);
  });

  it('of the home of a profile leaves those of others alone', async () => {
    await mkdir(fixture.at('.hermes/profiles/open'), { recursive: true });
    await chmod(fixture.at('.hermes/profiles/open'), 0o755);
    await chmod(fixture.at('.hermes'), 0o755);
    expect((await mend(['files.home'], 'open')).status).toBe(200);
    expect(await modeOf('.hermes/profiles/open')).toBe(0o700);
    expect(await modeOf('.hermes')).toBe(0o755);
    expect((await mend(['files.home'])).status).toBe(200);
    expect(await modeOf('.hermes')).toBe(0o700);
  });
});

describe('the logs', () => {
  it('are searched for secrets, which are told by file and line', async () => {
    await fixture.put('.hermes/logs/gateway.log', `fine\nkey ${homeSecrets.openrouter} sent\n`);
    const found = logExposureSchema.parse(
      await (await product.api('GET', `${path}/exposure`)).json(),
    );
    expect(found.files.find(({ file }) => file === 'logs/gateway.log')).toMatchObject({
      known: 1,
      lookalikes: 0,
      lines: [{ kind: 'known', line: 2, offset: 5 }],
    });
    expect(found.files.find(({ file }) => file === 'logs/agent.log')).toMatchObject({
      known: 0,
      lookalikes: 1,
    });
  });
});

describe('verbs of Hermes that look for weaknesses', () => {
  const ask = async (body: object) => {
    const answer = await product.api('POST', `${path}/ask`, body);
    expect(answer.status).toBe(202);
    const { id } = (await answer.json()) as Job;
    return eventually(async () => {
      const job = await product.api('GET', `/api/admin/hermes/jobs/${id}`);
      const output = (await job.json()) as JobOutput;
      expect(output.job.state).not.toBe('running');
      return output;
    });
  };

  it('run as jobs whose end is what was found', async () => {
    const clean = await ask({ question: 'audit' });
    expect(clean.job).toMatchObject({
      command: 'hermes -p default security audit --fail-on critical',
      state: 'succeeded',
      verified: { text: 'It found nothing of severity critical or worse.' },
    });
    expect(clean.lines.map(({ text }) => text)).toContain('Scanned 120 packages, 1 moderate.');
    expect((await ask({ question: 'audit', failOn: 'low' })).job).toMatchObject({
      state: 'failed',
      verified: { isAsWanted: false },
    });
    expect((await ask({ question: 'doctor' })).job.verified).toEqual({
      isAsWanted: false,
      text: 'It found 2 to look at.',
    });
  });

  it('are no others than these', async () => {
    const answer = await product.api('POST', `${path}/ask`, { question: 'update' });
    expect(answer.status).toBe(422);
  });
});
