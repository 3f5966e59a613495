import { mkdir } from 'node:fs/promises';
import { Logger } from '@nestjs/common';
import { eventually } from '../../testing/eventually.ts';
import { writeFakeGateway } from '../../testing/fake-hermes-gateway.ts';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { Jobs } from '../commands/jobs.ts';
import { GatewayReader } from './gateway-reader.ts';

let fixture: HermesHomeFixture;
let product: TestProduct;
let jobs: Jobs;
let userHome: string | undefined;

const pidOf = async (profile: string) =>
  (await product.product.console.get(GatewayReader).read(profile)).gateway.pid;
const post = async (path: string, body: object, profile = 'default') => {
  const url = `/api/admin/hermes/status/${path}?profile=${profile}`;
  const answer = await product.api('POST', url, body);
  return { status: answer.status, body: (await answer.json()) as Job & { error?: object } };
};
const all = (verb: string, profiles: string[], typedName = `${verb} all`) =>
  post('gateway/all', { verb, profiles, typedName });
/** Until it is known whether it did what it should. */
const verified = (started: { status: number; body: Job }) =>
  eventually(() => {
    expect(started).toMatchObject({ status: 202 });
    const { job } = jobs.output(started.body.id);
    expect(job.verified).not.toBeNull();
    expect(job.isBackground || job.state !== 'running').toBe(true);
    return job;
  });
const run = async (profile: string) => {
  const job = await verified(await post('gateway/run', {}, profile));
  expect(job.verified?.isAsWanted).toBe(true);
};

beforeAll(async () => {
  Logger.overrideLogger(['error', 'fatal']);
  fixture = await createHermesHome();
  userHome = process.env.HOME;
  process.env.HOME = fixture.folder;
  await mkdir(fixture.at('.hermes/profiles/coder'), { recursive: true });
  product = await startTestProduct({
    HERMES_HOME: fixture.at('.hermes'),
    HERMES_BIN: await writeFakeGateway(fixture.at('opt/bin/hermes')),
  });
  jobs = product.product.console.get(Jobs);
});
afterEach(async () => {
  for (const profile of ['default', 'coder'])
    await verified(await post('gateway/stop', {}, profile));
});
afterAll(async () => {
  process.env.HOME = userHome;
  await product?.stop();
  await fixture?.remove();
});

describe('the verbs for all gateways', () => {
  it('stop those of every profile, and look whether they have', async () => {
    await run('default');
    await run('coder');
    const job = await verified(await all('stop', ['default', 'coder']));
    expect(job).toMatchObject({
      state: 'succeeded',
      command: 'hermes -p default gateway stop --all',
      verified: { isAsWanted: true, text: 'No gateway runs.' },
    });
    expect([await pidOf('default'), await pidOf('coder')]).toEqual([null, null]);
  });

  it('end all, and bring back the one of the profile', async () => {
    await run('default');
    await run('coder');
    const before = await pidOf('default');
    const job = await verified(await all('restart', ['coder', 'default']));
    expect(job.verified).toEqual({ isAsWanted: true, text: 'Gateways that run: default.' });
    expect(await pidOf('default')).not.toBe(before);
    expect(await pidOf('coder')).toBeNull();
  });

  it('want their name typed, and that nothing else runs than was shown', async () => {
    await run('coder');
    expect(await all('stop', ['coder'], 'stop')).toMatchObject({
      status: 422,
      body: { error: { code: 'name_not_typed' } },
    });
    expect(await all('stop', [])).toMatchObject({
      status: 409,
      body: { error: { code: 'gateways_changed' } },
    });
    expect(await pidOf('coder')).not.toBeNull();
  });
});

describe('the verbs for the service of the system', () => {
  it('are refused where there is none', async () => {
    for (const verb of ['start', 'stop', 'restart'])
      expect(await post(`gateway/${verb}`, { isSystem: true })).toMatchObject({
        status: 409,
        body: { error: { code: 'gateway_setup_refused' } },
      });
  });
});

describe('a deep question', () => {
  it('is compared with what was found out here', async () => {
    const job = await verified(await post('ask', { question: 'deep_status' }));
    expect(job).toMatchObject({
      command: 'hermes -p default gateway status --deep --full',
      verified: { isAsWanted: true, text: 'It agrees: It does not run.' },
    });
  });
});
