import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../testing/eventually.ts';
import { fakeMcpCommand } from '../../testing/fake-mcp-command.ts';
import { writeHermesProgram } from '../../testing/fake-hermes-program.ts';
import { leakedMcpSecrets, McpConsole, refusalIn } from '../../testing/mcp-console.ts';
import { mcpSecrets } from '../../testing/populated-mcp.ts';
import type { Job, JobOutput } from '../commands/jobs.contract.ts';
import type { McpTestRun } from './mcp.contract.ts';

let mcp: McpConsole;
beforeAll(async () => {
  mcp = await McpConsole.start((at) => ({ HERMES_BIN: at('bin/hermes') }));
  await writeHermesProgram(mcp.fixture.at('bin/hermes'), fakeMcpCommand);
});
afterAll(() => mcp?.stop());
beforeEach(() => mcp.nextProfile());

const outputOf = async (id: string): Promise<JobOutput> => {
  const text = await (await mcp.product.api('GET', `/api/admin/hermes/jobs/${id}`)).text();
  expect(leakedMcpSecrets(text)).toEqual([]);
  return JSON.parse(text) as JobOutput;
};
const endOf = async ({ id }: Job): Promise<JobOutput> => {
  await eventually(async () => expect((await outputOf(id)).job.endedAt).not.toBeNull(), 20_000);
  return outputOf(id);
};
const test = async (name: string): Promise<JobOutput> => {
  const response = await mcp.post('test', { name });
  expect(response.status).toBe(201);
  return endOf((await response.json()) as Job);
};
const cancel = ({ id }: Job) => mcp.product.api('POST', `/api/admin/hermes/jobs/${id}/cancel`, {});

describe('a test of an MCP server', () => {
  it('finds its tools, which are kept until the server is changed', async () => {
    await mcp.put('config.yaml', 'mcp_servers:\n  good: {command: npx, args: [-y, x]}\n');
    const { job } = await test('good');
    expect(job).toMatchObject({
      state: 'succeeded',
      command: `hermes -p ${mcp.profile} mcp test good`,
      verified: { isAsWanted: true, text: 'The test found 3 tools.' },
    });
    const { test: found } = await mcp.named('good');
    expect(found).toMatchObject({
      outcome: 'connected',
      tookMs: 154,
      isOutdated: false,
      tools: [{ name: 'echo', description: 'Echo text' }, { name: 'reverse' }, { name: 'count' }],
    });
    await mcp.save('tools', { name: 'good', mode: 'exclude', names: ['echo'] });
    expect((await mcp.named('good')).test).toMatchObject({ isOutdated: false });
    await mcp.put('config.yaml', 'mcp_servers:\n  good: {command: npx, args: [-y, z]}\n');
    expect((await mcp.named('good')).test).toMatchObject({ isOutdated: true });
    await mcp.save('remove', { name: 'good' });
    await mcp.put('config.yaml', 'mcp_servers:\n  good: {command: npx, args: [-y, z]}\n');
    expect((await mcp.named('good')).test).toBeNull();
  });

  it('has failed when the command says so, although it exits with 0', async () => {
    await mcp.put('config.yaml', 'mcp_servers: {broken: {url: "http://127.0.0.1:1/mcp"}}\n');
    const { job } = await test('broken');
    expect(job).toMatchObject({ state: 'failed', exitCode: 0, verified: { isAsWanted: false } });
    expect((await mcp.named('broken')).test).toMatchObject({
      outcome: 'failed',
      tookMs: 1503,
      message: 'Connection failed (1503ms): [Errno 111] Connect call failed',
      tools: [],
    });
  });

  it('shows no secret of the server, whatever it prints', async () => {
    await mcp.put(
      'config.yaml',
      `mcp_servers:\n  loud:\n    url: https://x.example/mcp\n    headers: {Authorization: Bearer ${mcpSecrets.mcpBearer}}\n`,
    );
    const { lines } = await test('loud');
    expect(lines.some(({ text }) => text.includes('[hidden]'))).toBe(true);
    expect((await mcp.named('loud')).test?.tools[2]?.description).toBe('[hidden]');
  });

  it('that somebody stopped says nothing about the server', async () => {
    await mcp.put('config.yaml', 'mcp_servers: {slow: {command: x}}\n');
    const job = (await (await mcp.post('test', { name: 'slow' })).json()) as Job;
    await eventually(async () => expect((await outputOf(job.id)).lines).not.toEqual([]));
    expect((await mcp.post('test', { name: 'slow' })).status).toBe(409);
    expect((await cancel(job)).status).toBe(200);
    expect((await endOf(job)).job.state).toBe('cancelled');
    expect((await mcp.named('slow')).test).toBeNull();
  });

  it('is not begun for what is not there, or would be taken for an option', async () => {
    await mcp.put('config.yaml', 'mcp_servers: {--all: {command: x}, text: hello}\n');
    for (const name of ['nobody', '--all', 'text'])
      expect([name, (await refusalIn(await mcp.post('test', { name })))[0]]).toEqual([name, 422]);
  });
});

describe('a test of all servers', () => {
  it('takes those that are switched on, two at a time, and names the others', async () => {
    await mcp.put(
      'config.yaml',
      'mcp_servers:\n  slow1: {command: x}\n  slow2: {command: x}\n  good: {command: x}\n  broken: {command: x}\n  parked: {command: x, enabled: "no"}\n  text: hello\n',
    );
    const run = (await (await mcp.post('test-all', {})).json()) as McpTestRun;
    expect(run.skipped).toEqual(['parked: It is switched off.', 'text: It is no mapping.']);
    const [slow1, slow2, good, broken] = run.jobs;
    await eventually(async () =>
      expect((await outputOf(good!.id)).lines[0]?.text).toBe('It waits for other tests to end.'),
    );
    await sleep(50);
    expect((await mcp.named('good')).test).toBeNull();
    await cancel(slow1!);
    expect((await endOf(good!)).job.state).toBe('succeeded');
    expect((await endOf(broken!)).job.state).toBe('failed');
    await cancel(slow2!);
    await endOf(slow2!);
    // Every place is free again.
    expect((await test('good')).job.state).toBe('succeeded');
  });
});
