import { Logger } from '@nestjs/common';
import { LogLines } from '../log-lines.ts';
import { ProcessLogger } from '../process-logger.ts';
import { secretsOf } from '../settings-secrets.ts';
import { createBreakableDatabase, type BreakableDatabase } from '../testing/breakable-database.ts';
import { GatewayClient, jsonOf } from '../testing/gateway-client.ts';
import { adminPassword, startTestProduct, type TestProduct } from '../testing/test-product.ts';
import { SETTINGS } from '../settings-token.ts';
import type { Settings } from '../settings.ts';
import { systemSchema } from './system.contract.ts';
import { SystemReport } from './system-report.ts';

const upstreamKey = 'sk-upstream-secret-for-tests';
const metricsToken = 'metrics-token-nobody-may-see';

describe('the system page', () => {
  let product: TestProduct;
  let lines: LogLines;
  const get = (path: string) => product.api('GET', `/api/admin/system${path}`);

  beforeAll(async () => {
    product = await startTestProduct({ HERMES_METRICS_TOKEN: metricsToken });
    lines = product.product.console.get(LogLines);
  });

  it('says what runs, on what, and how it is doing', async () => {
    const system = systemSchema.parse(await (await get('')).json());
    expect(system).toMatchObject({
      node: process.version,
      pid: process.pid,
      otherProcesses: { status: 'ok', value: [] },
      database: { status: 'ok', value: { kind: 'external' } },
      migrations: { status: 'ok', value: { pending: [], newer: [] } },
      retention: { status: 'ok' },
      dataFolder: { status: 'ok' },
      spool: { records: 0 },
      listeners: {
        own: ['console', 'gateway', 'gateway'].map((kind) => ({
          kind,
          address: '127.0.0.1',
          reach: 'this_machine',
          source: 'socket',
        })),
      },
    });
    const checks = system.health.map(({ name }) => name);
    expect(checks).toEqual(expect.arrayContaining(['database', 'upstream pre', 'spool']));
    expect(system.health.find(({ name }) => name === 'database')?.state).toBe('ok');
  });

  it('names the source of each setting, and of secrets only that they are set', async () => {
    const { settings } = systemSchema.parse(await (await get('')).json());
    const of = (name: string) => settings.find((setting) => setting.name === name);
    expect(of('HERMES_METRICS_TOKEN')).toMatchObject({ source: 'environment', value: 'set' });
    expect(of('HERMES_LOG_RETENTION_DAYS')).toMatchObject({ source: 'default', value: '90' });
    expect(JSON.stringify(settings)).not.toContain(metricsToken);
  });

  it('shows what the process logged, filtered and page by page', async () => {
    for (let number = 1; number <= 5; number++) lines.add('log', 'Pages', `line ${number}`);
    lines.add('error', 'Pages', 'it broke');
    const page = async (query: string) => jsonOf(await get(`/logs?context=Pages${query}`));
    const texts = (found: { items: { text: string }[] }) => found.items.map(({ text }) => text);
    expect(texts(await page('&level=warn'))).toEqual(['it broke']);
    expect(texts(await page('&search=LINE 3'))).toEqual(['line 3']);
    const newest = await page('&limit=2');
    expect(texts(newest)).toEqual(['it broke', 'line 5']);
    expect(texts(await page(`&limit=2&before=${newest.nextBefore}`))).toEqual(['line 4', 'line 3']);
  });

  it('gives the log away as a file, oldest first', async () => {
    lines.add('warn', 'File', 'first');
    lines.add('warn', 'File', 'second');
    const response = await get('/logs/download?context=File');
    expect(response.headers.get('content-disposition')).toContain('attachment');
    expect(await response.text()).toMatch(/WARN \[File\] first\n.*WARN \[File\] second\n$/);
  });

  it('tells the other administrators who took the log or the diagnostics away', async () => {
    await (await get('/logs/download')).text();
    await (await get('/diagnostics')).text();
    const events = await jsonOf(await product.api('GET', '/api/admin/events?action=system'));
    expect(events.items.slice(0, 2).map(({ action }: { action: string }) => action)).toEqual([
      'system.download_diagnostics',
      'system.download_log',
    ]);
  });

  it('gives away nothing that was planted anywhere', async () => {
    const settings = product.product.console.get<Settings>(SETTINGS);
    const log = new LogLines(secretsOf(settings));
    const { apiUser, key } = await product.createUser({ displayName: 'Zebulon Quux' });
    const prompt = 'a prompt that nobody else may read';
    const messages = [{ role: 'user', content: prompt }];
    await (await new GatewayClient(product, key).ask('ok:1', { messages })).text();
    const planted = [adminPassword, upstreamKey, metricsToken, key, apiUser.displayName];
    for (const secret of planted) lines.add('error', 'Planted', `it was ${secret}, and so on`);
    lines.add('error', 'Planted', 'cannot reach postgres://hermes:planted-password@db/hermes');
    const text = await (await get('/diagnostics')).text();
    for (const secret of [...planted, prompt, 'planted-password'])
      expect(text).not.toContain(secret);
    const bundle = JSON.parse(text);
    expect(bundle.counts).toMatchObject({ apiUsers: expect.any(Number) });
    expect(bundle.log.length).toBeGreaterThan(planted.length);
    // What is kept for the console has no secret in it either.
    for (const secret of planted.slice(0, 4)) log.add('error', 'Planted', `it was ${secret}`);
    for (const secret of planted.slice(0, 4))
      expect(JSON.stringify([...log.newestFirst()])).not.toContain(secret);
  });
});

describe('the system page without a database', () => {
  let breakable: BreakableDatabase;
  let product: TestProduct;

  beforeAll(async () => {
    breakable = await createBreakableDatabase();
    product = await startTestProduct({}, { databaseUrl: breakable.url });
    Logger.overrideLogger(['fatal']);
  });
  afterAll(async () => {
    await product?.stop();
    await breakable.drop();
  });

  it('still shows the rest, within seconds', async () => {
    await breakable.cut();
    const since = Date.now();
    const system = await product.product.console.get(SystemReport).read();
    expect(Date.now() - since).toBeLessThan(6000);
    expect(system.database.status).toBe('failed');
    expect(system.dataFolder.status).toBe('ok');
    expect(system.health.find(({ name }) => name === 'database')?.state).toBe('failed');
    await breakable.restore();
  });
});

describe('the log of the process', () => {
  it('keeps the newest 5,000 lines', () => {
    const lines = new LogLines();
    for (let number = 1; number <= 5001; number++) lines.add('log', '', String(number));
    const kept = [...lines.newestFirst()];
    expect([kept.length, kept[0]?.text, kept.at(-1)?.text]).toEqual([5000, '5001', '2']);
  });

  it('gets what the logger prints, with level, context and stack', () => {
    const lines = new LogLines();
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const writeError = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const logger = new ProcessLogger(true, lines);
    logger.warn('careful', 'Here');
    logger.error('broken', 'Error: broken\n    at somewhere (file.js:1:1)', 'There');
    write.mockRestore();
    writeError.mockRestore();
    expect([...lines.newestFirst()]).toMatchObject([
      { level: 'error', context: 'There', text: expect.stringContaining('somewhere') },
      { level: 'warn', context: 'Here', text: 'careful' },
    ]);
  });
});
