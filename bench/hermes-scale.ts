import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { fillAutomation } from './hermes-automation-fill.ts';
import { fillStateDatabase } from './hermes-fill.ts';
import { median, residentMb } from './processes.ts';
import { discard, startProductProcess } from './product-process.ts';

/** What every pane of the console asks of a large home of Hermes, over HTTP, and the memory that takes. */
const shape = {
  sessions: 10_000,
  messagesEach: 20,
  logBytes: 300_000_000,
  profiles: 1000,
  skills: 1000,
  cronJobs: 500,
  cronRuns: 50_000,
  tasks: 5000,
  mcpServers: 100,
  webhooks: 500,
};
const [rounds, limitMs, mostMb] = [7, 500, 400];

const panes = [
  'accounts',
  'models',
  'config',
  'config/schema',
  'environment',
  'profiles',
  'profiles/names',
  'sessions',
  'sessions?source=cron',
  'sessions/stats',
  'sessions/search?search=harbour',
  'sessions/s005000',
  'sessions/s005000/messages',
  'insights',
  'insights/tools',
  'storage',
  'storage/clean-ups',
  'logs',
  'logs/records?file=agent.log',
  'logs/records?file=agent.log&level=ERROR',
  'status',
  'status/profiles',
  'memory',
  'memory/memory',
  'skills',
  'bundles',
  'plugins',
  'mcp',
  'tools',
  'cron',
  'cron/runs',
  'cron/jobs/000000000100',
  'kanban',
  'kanban/board',
  'kanban/board?search=harbour',
  'kanban/tasks/t_00000100',
  'hooks',
  'webhooks',
  'pairing',
  'security',
  'security/exposure',
  'jobs',
];

async function fill(home: string): Promise<void> {
  const put = async (path: string, text: string) => {
    await mkdir(join(home, path, '..'), { recursive: true });
    await writeFile(join(home, path), text, { mode: 0o600 });
  };
  const servers = Array.from({ length: shape.mcpServers }, (_, n) => `  s${n}: {command: s${n}}\n`);
  await put(
    'config.yaml',
    `model: {provider: openrouter, default: some/model}\nmcp_servers:\n${servers.join('')}`,
  );
  await put('.env', 'OPENROUTER_API_KEY=sk-or-v1-0123456789abcdef0123456789abcdef\n');
  await put('auth.json', '{"version": 1, "providers": {}, "credential_pool": {}}');
  await put(
    'memories/MEMORY.md',
    Array(14_000)
      .fill(`${'remember '.repeat(5)}\n`)
      .join('§\n'),
  );
  for (let n = 0; n < shape.skills; n++)
    await put(`skills/c${n % 20}/s${n}/SKILL.md`, `---\nname: s${n}\n---\nDoes ${n}.\n`);
  for (let n = 0; n < shape.profiles; n++) {
    await put(`profiles/p${n}/config.yaml`, 'model: gpt-4.1-mini\n');
    await put(`profiles/p${n}/memories/MEMORY.md`, 'one\n');
    await put(`profiles/p${n}/logs/agent.log`, '2026-11-20 10:00:00,123 INFO a: b\n');
  }
  await fillAutomation(home, shape);
  fillStateDatabase(join(home, 'state.db'), shape);
  await fillLog(join(home, 'logs', 'agent.log'));
}

async function fillLog(file: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  const stream = createWriteStream(file);
  let bytes = 0;
  for (let n = 0; bytes < shape.logBytes; n++) {
    const time = new Date(1_795_000_000_000 + n * 100).toISOString().replace('T', ' ');
    const level = n % 5000 === 0 ? 'ERROR' : 'INFO';
    const line = `${time.slice(0, 19)},123 ${level} agent.core: step ${n} of the work was done\n`;
    bytes += line.length;
    if (!stream.write(line)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

const folder = await mkdtemp(join(tmpdir(), 'hcp-hermes-scale-'));
const home = join(folder, 'hermes');
process.stderr.write('filling the home\n');
await fill(home);
const product = await startProductProcess({ HERMES_HOME: home });
try {
  const figures = [];
  let worstMb = 0;
  for (const pane of panes) {
    const times: number[] = [];
    let status = 0;
    for (let round = 0; round <= rounds; round++) {
      const startedAt = performance.now();
      const response = await product.api('GET', `/api/admin/hermes/${pane}`);
      await response.arrayBuffer();
      times.push(performance.now() - startedAt);
      status = response.status;
    }
    const [first, ...others] = times;
    worstMb = Math.max(worstMb, residentMb(product.program.child.pid!));
    const middle = median(others);
    figures.push({
      pane,
      status,
      'first ms': Math.round(first!),
      'median ms': Math.round(middle),
      holds: status === 200 && middle < limitMs,
    });
  }
  console.table(figures);
  process.stdout.write(`Memory of the process: ${worstMb} MB at most, ${mostMb} MB allowed.\n`);
  if (figures.some(({ holds }) => !holds) || worstMb > mostMb) process.exitCode = 1;
} finally {
  await discard(product);
  await rm(folder, { recursive: true, force: true });
}
