import { createHash, randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/** A record of the log as the first version wrote it, before later ones added columns. */
export interface OlderRecord {
  readonly id: string;
  readonly prompt: string;
  readonly response: string;
  readonly status: number;
}

type Query = (text: string, values?: unknown[]) => Promise<unknown>;

const dayMs = 86_400_000;

/** Two records a day, one of them a failure, in the partitions of three days. */
export async function writeOlderLog(query: Query, apiUserId: string): Promise<OlderRecord[]> {
  const records: OlderRecord[] = [];
  for (const daysAgo of [0, 1, 40]) {
    const startedAt = new Date(Date.now() - daysAgo * dayMs);
    await makePartitions(query, startedAt);
    for (const status of [200, 502]) records.push(await write(query, apiUserId, startedAt, status));
  }
  return records;
}

async function makePartitions(query: Query, time: Date): Promise<void> {
  const day = new Date(Math.floor(time.getTime() / dayMs) * dayMs);
  const suffix = day.toISOString().slice(0, 10).replaceAll('-', '');
  const [from, to] = [lowestId(day), lowestId(new Date(day.getTime() + dayMs))];
  for (const table of ['audit_request', 'audit_response']) {
    await query(`create table ${table}_${suffix} (like ${table} including all)`);
    await query(
      `alter table ${table} attach partition ${table}_${suffix} for values from ('${from}') to ('${to}')`,
    );
  }
}

function lowestId(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

async function write(
  query: Query,
  apiUserId: string,
  startedAt: Date,
  status: number,
): Promise<OlderRecord> {
  const id = uuidv7({ msecs: startedAt.getTime() });
  const prompt = JSON.stringify({ model: 'hermes-4', messages: [{ role: 'user', content: id }] });
  const response = status === 200 ? '{"object":"chat.completion"}' : '{"error":{}}';
  await insert(query, 'audit_request', {
    ...{ id, started_at: startedAt, instance_id: randomUUID(), gateway: 'pre' },
    ...{ api_user_id: apiUserId, api_user_name: 'Ada', api_key_id: randomUUID() },
    ...{ key_prefix: 'hms_OfAd', month: startedAt.toISOString().slice(0, 8) + '01' },
    ...{ reserved_tokens: 100, estimated_prompt_tokens: 10, method: 'POST' },
    ...{ path: '/v1/chat/completions', model: 'hermes-4', stream: false, upstream: 'configured' },
    ...{ prompt, ...measured('prompt', prompt), request_truncated: false },
  });
  await insert(query, 'audit_response', {
    ...{ id, completed_at: new Date(startedAt.getTime() + 900), status, duration_ms: 900 },
    ...{ end_reason: status === 200 ? 'done' : 'upstream_error', usage_source: 'upstream' },
    ...{ prompt_tokens: 10, completion_tokens: 20, total_tokens: 30, charged_tokens: 30 },
    ...{ response, ...measured('response', response), response_truncated: false },
  });
  return { id, prompt, response, status };
}

function measured(name: string, text: string): Record<string, unknown> {
  return {
    [`${name}_bytes`]: Buffer.byteLength(text),
    [`${name}_sha256`]: createHash('sha256').update(text).digest(),
  };
}

async function insert(query: Query, table: string, row: Record<string, unknown>): Promise<void> {
  const names = Object.keys(row);
  const places = names.map((_, index) => `$${index + 1}`);
  await query(
    `insert into ${table} (${names.join()}) values (${places.join()})`,
    Object.values(row),
  );
}
