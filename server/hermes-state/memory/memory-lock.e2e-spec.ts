import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import type { MemoryText } from './memory.contract.ts';

const project = join(import.meta.dirname, '..', '..', '..');
const url = '/api/admin/hermes/memory/memory';
let fixture: HermesHomeFixture;
let product: TestProduct;
let agent: ChildProcess | undefined;

beforeAll(async () => {
  fixture = await createHermesHome();
  product = await startTestProduct({ HERMES_HOME: fixture.at('.hermes') });
});
afterAll(async () => {
  agent?.kill('SIGKILL');
  await product?.stop();
  await fixture?.remove();
});

/** Puts an entry in front, as often as it takes: what the agent wrote meanwhile is read first. */
async function putInFront(entry: string): Promise<number> {
  for (let conflicts = 0; ; conflicts++) {
    const { version } = (await (await product.api('GET', url)).json()) as MemoryText;
    const change = { start: 0, end: 0, text: `${entry}\n§\n` };
    const { status } = await product.api('PUT', url, change, { 'if-match': `"${version}"` });
    if (status === 200) return conflicts;
    expect(status).toBe(412);
  }
}

it('many edits of MEMORY.md while the agent of another process remembers things lose nothing of either side', async () => {
  await fixture.put('.hermes/memories/MEMORY.md', 'likes tea');
  const file = fixture.at('.hermes/memories/MEMORY.md');
  agent = spawn(process.execPath, ['-e', rememberInLoop, file], {
    cwd: project,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: agent.stdout! })[Symbol.asyncIterator]();
  await lines.next();
  let [conflicts, rounds] = [0, 0];
  const agentWrote = async () => /agent 9$/m.test(await fixture.text('.hermes/memories/MEMORY.md'));
  // Until they have met, however fast the machine is.
  while (rounds < 60 || conflicts === 0 || !(await agentWrote()))
    conflicts += await putInFront(`operator ${rounds++}`);
  agent.stdin!.end();
  const { remembered } = JSON.parse((await lines.next()).value as string) as { remembered: number };
  await once(agent, 'close');
  const entries = (await fixture.text('.hermes/memories/MEMORY.md')).split('\n§\n');
  const numbered = (who: string, count: number) =>
    Array.from({ length: count }, (_, number) => `${who} ${number}`);
  expect(entries).toEqual([
    ...numbered('operator', rounds).reverse(),
    'likes tea',
    ...numbered('agent', remembered),
  ]);
});

/** What the agent does when it remembers: its lock, the whole file read and written, a rename. */
const rememberInLoop = `
const { closeSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');
const flock = require('koffi').load(null).func('int flock(int, int)');
const file = process.argv[1];
let remembered = 0;
let isOver = false;
process.stdin.on('end', () => (isOver = true)).resume();
(async () => {
  writeSync(1, 'begun\\n');
  while (!isOver) {
    const lock = openSync(file + '.lock', 'a', 0o600);
    while (flock(lock, 6) !== 0) await sleep(2);
    const text = readFileSync(file, 'utf8');
    // It writes at its leisure.
    await sleep(5);
    const temporary = file + '.' + remembered + '.tmp';
    writeFileSync(temporary, text + '\\n§\\nagent ' + remembered++);
    renameSync(temporary, file);
    closeSync(lock);
    await sleep(20 + Math.random() * 300);
  }
  writeSync(1, JSON.stringify({ remembered }) + '\\n');
})();
`;
