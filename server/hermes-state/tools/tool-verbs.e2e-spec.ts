import { mkdir, rm } from 'node:fs/promises';
import { Logger } from '@nestjs/common';
import { eventually } from '../../testing/eventually.ts';
import { writeFakeTools } from '../../testing/fake-hermes-tools.ts';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { Jobs } from '../commands/jobs.ts';
import { HermesFileEditor } from '../files/hermes-file-editor.ts';
import type { SwitchToolset, Tools } from './tools.contract.ts';

const base = '/api/admin/hermes/tools';
const config = `# mine
model: x   # good
platform_toolsets:
  telegram:
    - web
    - mystery
`;
let fixture: HermesHomeFixture;
let product: TestProduct;
let jobs: Jobs;

const read = async (profile = 'default'): Promise<Tools> =>
  (await (await product.api('GET', `${base}?profile=${profile}`)).json()) as Tools;
const cellOf = ({ toolsets }: Tools, name: string, platform: string) => {
  const cell = toolsets
    .find((one) => one.name === name)!
    .cells.find((one) => one.platform === platform)!;
  return `${cell.isOn} ${cell.reason}`;
};
const ask = async (path: string, body: object, headers: Record<string, string> = {}) => {
  const answer = await product.api('POST', base + path, body, headers);
  return { status: answer.status, body: (await answer.json()) as never };
};
const web = { toolset: 'web', platform: 'cli', isEnabled: false };
/** By what was read just now, unless another version is given. */
const switchIt = async (change: Partial<SwitchToolset>, version?: string) => {
  const seen = version ?? (await read()).configVersion ?? 'unknown';
  return ask('/switch', { ...web, ...change }, { 'if-match': `"${seen}"` });
};
const endOf = ({ body }: { body: Job }) =>
  eventually(() => {
    const output = jobs.output(body.id);
    expect(output.job.state).not.toBe('running');
    return output;
  });

beforeAll(async () => {
  Logger.overrideLogger(['error', 'fatal']);
  fixture = await createHermesHome();
  product = await startTestProduct({
    HERMES_HOME: fixture.at('.hermes'),
    HERMES_BIN: await writeFakeTools(fixture.at('opt/bin/hermes')),
  });
  jobs = product.product.console.get(Jobs);
});
beforeEach(async () => {
  await rm(fixture.at('opt/bin/hermes.lies'), { force: true });
  await rm(fixture.at('.hermes'), { recursive: true, force: true });
  await mkdir(fixture.at('.hermes/profiles/coder'), { recursive: true });
  await fixture.put('.hermes/config.yaml', config);
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
});

describe('the command', () => {
  it('switches a toolset, which config.yaml then says', async () => {
    const { job, lines } = await endOf(await switchIt({ platform: 'telegram' }));
    expect(job).toMatchObject({
      command: 'hermes -p default tools disable web --platform telegram',
      state: 'succeeded',
      verified: { isAsWanted: true },
    });
    expect(lines[0]!.text).toBe('✓ Disabled: web');
    expect(cellOf(await read(), 'web', 'telegram')).toBe('false list');
    const back = await switchIt({ platform: 'telegram', isEnabled: true });
    expect((await endOf(back)).job.state).toBe('succeeded');
    expect(cellOf(await read(), 'web', 'telegram')).toBe('true list');
  });

  it('is not run on a config.yaml that it would replace or nobody has looked at', async () => {
    const { configVersion } = await read();
    expect((await ask('/switch', web)).status).toBe(428);
    await fixture.put('.hermes/config.yaml', `${config}# changed\n`);
    expect((await switchIt({}, configVersion!)).status).toBe(412);
    await fixture.put('.hermes/config.yaml', 'platform_toolsets: [');
    const broken = await switchIt({});
    expect(broken).toMatchObject({ status: 409, body: { error: { code: 'file_unusable' } } });
    expect(await fixture.text('.hermes/config.yaml')).toBe('platform_toolsets: [');
  });

  it('leaves what config.yaml held in its history', async () => {
    await endOf(await switchIt({ platform: 'telegram' }));
    const editor = product.product.console.get(HermesFileEditor);
    const file = { profile: 'default', path: 'config.yaml' };
    const [newest] = await editor.history(file);
    expect(await editor.pastText(file, newest!.id)).toBe(config);
  });

  it('that exits with 0 and did nothing has failed', async () => {
    const unknown = await switchIt({ toolset: 'nope', isEnabled: true });
    const { job, lines } = await endOf(unknown);
    expect(lines[0]!.text).toBe("✗ Unknown toolset 'nope'");
    expect(job).toMatchObject({ state: 'failed', exitCode: 0, verified: { isAsWanted: false } });
    await fixture.put('opt/bin/hermes.lies', '');
    const lied = await endOf(await switchIt({ platform: 'telegram' }));
    expect(lied.job).toMatchObject({ state: 'failed', exitCode: 0 });
    expect(lied.job.verified!.text).toBe('The list of telegram in config.yaml still names web.');
    expect((await endOf(await ask('/prompt-size', {}))).job.state).toBe('failed');
  });

  it('measures the prompt, which is kept for those who come later', async () => {
    expect((await read('coder')).promptSize).toBeNull();
    const { job } = await endOf(await ask('/prompt-size?profile=coder', {}));
    expect(job).toMatchObject({ state: 'succeeded', verified: { isAsWanted: true } });
    const { promptSize } = await read('coder');
    expect(promptSize).toMatchObject({
      tools: { count: 28, bytes: 48_599 },
      systemPrompt: { bytes: 10_393 },
    });
    expect(promptSize!.parts.map(({ name }) => name)).toContain(
      'stable (identity/guidance/skills)',
    );
  });

  it('leaves an event with who switched what', async () => {
    await endOf(await switchIt({}));
    const events = await product.api('GET', '/api/admin/events?action=hermes_tools.switch&limit=1');
    const { items } = (await events.json()) as { items: object[] };
    expect(items[0]).toMatchObject({
      actor: { name: 'admin' },
      target: { kind: 'hermes_job', name: 'Disable the toolset web for cli (default)' },
    });
  });
});
