import { mkdir, rm } from 'node:fs/promises';
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

const gateway = async (profile = 'default') =>
  (await product.product.console.get(GatewayReader).read(profile)).gateway;
const post = async (path: string, body: object = {}, profile = 'default') => {
  const url = `/api/admin/hermes/status/${path}?profile=${profile}`;
  const answer = await product.api('POST', url, body);
  return { status: answer.status, body: (await answer.json()) as Job };
};
const endOf = ({ body }: { body: Job }) =>
  eventually(() => {
    const output = jobs.output(body.id);
    expect(output.job.state).not.toBe('running');
    return output;
  });
const upOf = ({ body }: { body: Job }) =>
  eventually(() => {
    const output = jobs.output(body.id);
    expect(output.job.verified).toMatchObject({ isAsWanted: true });
    return output;
  });

beforeAll(async () => {
  Logger.overrideLogger(['error', 'fatal']);
  fixture = await createHermesHome();
  await mkdir(fixture.at('.hermes/profiles/coder'), { recursive: true });
  product = await startTestProduct({
    HERMES_HOME: fixture.at('.hermes'),
    HERMES_BIN: await writeFakeGateway(fixture.at('opt/bin/hermes')),
  });
  jobs = product.product.console.get(Jobs);
});
afterEach(async () => {
  await endOf(await post('gateway/stop'));
  await fixture.put('.hermes/agents', '0');
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
});

describe('a verb of the gateway', () => {
  it('runs it in the background until it is stopped', async () => {
    const run = await post('gateway/run');
    expect(run.status).toBe(202);
    expect((await upOf(run)).job).toMatchObject({ state: 'running', isBackground: true });
    expect(await gateway()).toMatchObject({
      verdict: 'running',
      platforms: [{ name: 'webhook', state: 'connected' }],
    });
    expect(await post('gateway/run')).toMatchObject({
      status: 409,
      body: { error: { code: 'gateway_runs_already' } },
    });
    const stop = await endOf(await post('gateway/stop'));
    expect(stop.job).toMatchObject({ state: 'succeeded', verified: { text: 'It does not run.' } });
    expect((await endOf(run)).job).toMatchObject({ state: 'succeeded', exitCode: 0 });
  });

  it('that runs it replaces the one that runs when it is told to', async () => {
    await upOf(await post('gateway/run'));
    const before = (await gateway()).pid;
    const run = await upOf(await post('gateway/run', { isReplacement: true, isForced: true }));
    expect(run.job.command).toContain('gateway run --replace --force');
    expect((await gateway()).pid).not.toBe(before);
  });

  it('that runs it takes no option it does not know', async () => {
    expect((await post('gateway/run', { acceptHooks: true })).status).toBe(422);
    expect((await post('gateway/run', { isForced: 'yes' })).status).toBe(422);
  });

  it.each([
    ['proxy_status', 'Hermes proxy upstream adapters'],
    ['proxy_providers', 'Available proxy upstream providers:'],
  ])('that asks for %s shows what the command says', async (question, said) => {
    const { job, lines } = await endOf(await post('ask', { question }));
    expect(lines[0]!.text).toBe(said);
    expect(job.state).toBe('succeeded');
  });

  it('that exits with 0 and does nothing has failed', async () => {
    const fails = await fixture.put('.hermes/fails', '');
    const { job } = await endOf(await post('gateway/run'));
    expect(job).toMatchObject({ state: 'failed', exitCode: 0, verified: { isAsWanted: false } });
    const start = await endOf(await post('gateway/start'));
    expect(start.job).toMatchObject({ state: 'failed', exitCode: 0 });
    await rm(fails);
  });

  it('that restarts it where there is no service manager becomes the gateway', async () => {
    await upOf(await post('gateway/run'));
    const before = (await gateway()).pid;
    const restart = await upOf(await post('gateway/restart'));
    expect(restart.job.state).toBe('running');
    expect((await gateway()).pid).not.toBe(before);
  });

  it('waits for agents that are at work, if it is told to', async () => {
    await fixture.put('.hermes/agents', '2');
    await upOf(await post('gateway/run'));
    const stop = await post('gateway/stop', { waitForAgentsSeconds: 60 });
    await eventually(async () =>
      expect(jobs.output(stop.body.id).lines[0]?.text).toBe('2 agents are at work; waiting.'),
    );
    expect((await gateway()).verdict).toBe('running');
    const state = JSON.parse(await fixture.text('.hermes/gateway_state.json'));
    await fixture.put('.hermes/gateway_state.json', { ...state, active_agents: 0 });
    expect((await endOf(stop)).job.state).toBe('succeeded');
  });

  it('that waits for agents can be cancelled, and then stops nothing', async () => {
    await fixture.put('.hermes/agents', '1');
    await upOf(await post('gateway/run'));
    const stop = await post('gateway/stop', { waitForAgentsSeconds: 60 });
    await product.api('POST', `/api/admin/hermes/jobs/${stop.body.id}/cancel`, {});
    expect((await endOf(stop)).job.state).toBe('cancelled');
    expect((await gateway()).verdict).toBe('running');
  });

  it('that asks compares what is said with what is so', async () => {
    const { job, lines } = await endOf(await post('ask', { question: 'status' }));
    expect(lines[0]!.text).toBe('✗ Gateway is not running');
    expect(job).toMatchObject({
      state: 'succeeded',
      verified: { text: expect.stringMatching(/^It agrees: It does not run/) },
    });
    expect((await endOf(await post('ask', { question: 'version' }))).lines[0]!.text).toContain(
      'v0.19.0',
    );
    expect((await post('ask', { question: 'setup' })).status).toBe(422);
  });

  it('is recorded with who did it', async () => {
    await endOf(await post('gateway/start', {}, 'coder'));
    const events = await product.api(
      'GET',
      '/api/admin/events?action=hermes_gateway.start&limit=1',
    );
    const { items } = (await events.json()) as { items: object[] };
    expect(items[0]).toMatchObject({
      actor: { name: 'admin' },
      target: { kind: 'hermes_job', name: 'Start the gateway (coder)' },
    });
  });
});
