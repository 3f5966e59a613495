import { mkdir, open, rm } from 'node:fs/promises';
import { Logger } from '@nestjs/common';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import type { LogPage, LogRecord } from './logs.contract.ts';

const base = '/api/admin/hermes/logs';
let fixture: HermesHomeFixture;
let product: TestProduct;

const put = (name: string, content: unknown) => fixture.put(`.hermes/logs/${name}`, content);
const get = async (query: string) => {
  const answer = await product.api('GET', `${base}/records?${query}`);
  return {
    status: answer.status,
    body: (await answer.json()) as LogPage & { error: { code: string } },
  };
};
const read = async (query = ''): Promise<LogPage> => (await get(query)).body;
const texts = async (query = '') => (await read(query)).records.map(({ text }) => text);
/** Page after page, as the operator asks for older ones: an answer ends when its time is over. */
async function readAllBefore(): Promise<LogRecord[]> {
  let page = await read();
  let { records } = page;
  while (page.olderBefore !== null) {
    page = await read(`before=${page.olderBefore}`);
    records = [...page.records, ...records];
  }
  return records;
}
const pad = (number: number) => String(number).padStart(2, '0');
/** One record a minute from noon on. */
const line = (number: number, level = 'INFO', rest = `agent.core: line ${number}`) =>
  `2026-11-20 ${pad(12 + Math.floor(number / 60))}:${pad(number % 60)}:00,123 ${level} ${rest}\n`;
const lines = (count: number) =>
  Array.from({ length: count }, (_, number) => line(number)).join('');

beforeAll(async () => {
  Logger.overrideLogger(['error', 'fatal']);
  fixture = await createHermesHome();
  product = await startTestProduct({ HERMES_HOME: fixture.at('.hermes') });
});
beforeEach(async () => {
  await rm(fixture.at('.hermes'), { recursive: true, force: true });
  await mkdir(fixture.at('.hermes/profiles/coder'), { recursive: true });
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
});

describe('a hostile log', () => {
  it('that is not UTF-8, coloured, or has NUL is readable', async () => {
    await put(
      'agent.log',
      Buffer.concat([
        Buffer.from('2026-11-20 10:00:00,000 INFO a: \u001b[31mred\u001b[0m '),
        Buffer.of(0xff, 0x00, 0x0a),
      ]),
    );
    expect(await texts()).toEqual(['red �']);
  });

  it('with a line of 100 MB is read around it, and says that it is cut', async () => {
    await put('agent.log', line(0));
    const file = await open(fixture.at('.hermes/logs/agent.log'), 'a');
    await file.write('2026-11-20 12:01:00,000 INFO a: ');
    const megabyte = Buffer.alloc(1_048_576, 'x');
    for (let count = 0; count < 100; count++) await file.write(megabyte);
    await file.write(`\n${line(2)}`);
    await file.close();
    const records = await readAllBefore();
    expect(records.map(({ text, isCut }) => [text.slice(0, 6), isCut])).toEqual([
      ['line 0', false],
      ['xxxxxx', true],
      ['line 2', false],
    ]);
    expect(records[1]!.text.length).toBeLessThan(20_000);
    expect((await read(`after=${line(0).length}`)).records).toEqual(records.slice(1));
  });

  it('of nothing but empty lines is no trouble', async () => {
    await put('agent.log', line(0) + '\n'.repeat(3_000_000) + line(1));
    const records = await readAllBefore();
    expect(records.at(-1)!.text).toBe('line 1');
  });

  it('of 300 MB is searched for a while, and says how far it searched', async () => {
    const path = await put('agent.log', '');
    const file = await open(path, 'w');
    const many = Buffer.from(lines(400).repeat(40));
    for (let bytes = 0; bytes < 300_000_000; bytes += many.length) await file.write(many);
    await file.close();
    for (const query of ['search=never', 'search=nev.r&isPattern=true', 'level=ERROR']) {
      const { stoppedBy, olderBefore, bytesSearched } = await read(query);
      expect([query, stoppedBy]).toEqual([query, 'time']);
      expect(olderBefore).toBeGreaterThan(0);
      expect(bytesSearched).toBeGreaterThan(0);
    }
    expect((await read('limit=1000')).stoppedBy).toBe('limit');
    expect((await read('at=2026-11-20T15:00:00Z')).records.length).toBeGreaterThan(0);
  });
});
