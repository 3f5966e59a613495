import Sqlite from 'better-sqlite3';
import { utimes } from 'node:fs/promises';
import type { HermesHomeFixture } from './hermes-home-fixture.ts';
import { populateSecurity } from './populated-security.ts';
import { hookSecrets, populatedHooks, populateHooks } from './populated-hooks.ts';
import { populateKanban } from './populated-kanban.ts';
import { mcpLines, mcpSecrets, putMcpTokens } from './populated-mcp.ts';
import { populateCron } from './populated-cron.ts';

/** Every complete secret of a {@link populateHome}; none of them may leave the server. */
export const homeSecrets = {
  ...hookSecrets,
  openrouter: 'sk-or-v1-5d1e6c0f7a8b9c2d3e4f5a6b7c8d9e0f',
  telegram: '7412589630:AAHfiqksKZ8WmR2zQwErTyUiOpAsDfGhJkL',
  nousAccess: `eyJhbGciOiJub25lIn0.${Buffer.from('{"email":"ada@example.org","scope":"inference:invoke"}').toString('base64url')}.c2lnbmF0dXJlLW9mLW5vdXM`,
  nousRefresh: 'rt-nous-9f8e7d6c5b4a39281706f5e4d3c2b1a0',
  custom: 'lk-local-1234567890abcdef1234567890abcdef',
  inlineConfig: 'sk-inline-0a1b2c3d4e5f60718293a4b5c6d7e8f9',
  webhook: 'whsec-6b5a49382716050f1e2d3c4b5a697887',
  webhookPlatform: 'platform-0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  pairingHash: 'cbf1309179f48664c2ab57ffa0cad2116793eb702ee7f44239e233248260d767',
  pairingSalt: 'b32c16edc296468f353bd93de1f31a1e',
  codex: `eyJhbGciOiJub25lIn0.${Buffer.from('{"email":"codex@example.org"}').toString('base64url')}.c2lnbmF0dXJlLW9mLWNvZGV4`,
  claude: 'sk-ant-oat01-0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  plugin: 'pk-plugin-90a1b2c3d4e5f60718293a4b5c6d7e8f',
  logged: 'sk-or-v1-aaaabbbbccccddddeeeeffff00001111',
  ...mcpSecrets,
} as const;

const config = `# Written by a person
model:
  provider: openrouter
  default: anthropic/claude-sonnet-4.6   # the good one
fallback_providers:
  - {provider: nous, model: Hermes-4-405B}
  - provider: custom:local-llm
    model: fake-chat
    key_env: LOCAL_KEY
providers:
  local-llm:
    name: Local
    base_url: http://127.0.0.1:18080/v1
    api_key: ${homeSecrets.inlineConfig}
approvals:
  mode: off
platforms:
  webhook: {enabled: true, extra: {host: 127.0.0.1, secret: ${homeSecrets.webhookPlatform}}}
${populatedHooks}${mcpLines}  files: {command: npx, args: [-y, files-server], env: {TOKEN: '\${OPENROUTER_API_KEY}'}}
plugins: {enabled: [notes], disabled: []}
skills: {disabled: [haiku]}
platform_toolsets: {telegram: [web, terminal]}
`;

/**
 * Fills the root's home and one profile, `coder`, with something of every kind of state, as Hermes 0.19 lays it down,
 * and the folders of its siblings.
 */
export async function populateHome(fixture: HermesHomeFixture): Promise<void> {
  const { put } = fixture;
  await put('.hermes/config.yaml', config);
  await put(
    '.hermes/.env',
    `# keys\nOPENROUTER_API_KEY=${homeSecrets.openrouter}\nexport TELEGRAM_BOT_TOKEN="${homeSecrets.telegram}"\nLOCAL_KEY=${homeSecrets.custom}\n`,
  );
  await put('.hermes/auth.json', authStore());
  await put('.hermes/SOUL.md', '# Who you are\n\nA helpful agent.\n', 0o644);
  await put('.hermes/memories/MEMORY.md', 'likes tea\n§\nlives in Vienna\n');
  await put('.hermes/memories/USER.md', 'name: Ada\n');
  await putMcpTokens(fixture);
  await populateCron(fixture, homeSecrets.openrouter);
  await put('.hermes/webhook_subscriptions.json', {
    deploy: { description: 'Deploys', events: ['push'], secret: homeSecrets.webhook },
  });
  await put('.hermes/platforms/pairing/telegram-pending.json', {
    '61456b6470562464': {
      hash: homeSecrets.pairingHash,
      salt: homeSecrets.pairingSalt,
      user_id: '700000077',
      user_name: 'stranger',
      created_at: 1795220804.97,
    },
  });
  await put('.hermes/platforms/pairing/telegram-approved.json', {
    '700000001': { user_name: 'dev', approved_at: 1795220804.95 },
  });
  await put('.hermes/skills/ops/disk/SKILL.md', '---\nname: disk\n---\nCheck the disk.\n', 0o644);
  await put('.hermes/skill-bundles/day.yaml', 'name: day\nskills: [disk]\n', 0o644);
  await populateHooks(fixture);
  await put('.hermes/plugins/notes/plugin.yaml', 'name: notes\nversion: 1.0.0\n', 0o644);
  await put('.hermes/plugins/notes/config.yaml', `api_key: ${homeSecrets.plugin}\n`);
  await put('.hermes/gateway_state.json', {
    pid: 999_999,
    kind: 'hermes-gateway',
    gateway_state: 'running',
    platforms: { telegram: { state: 'connected' } },
  });
  await put('.hermes/logs/agent.log', logLines(), 0o644);
  await put('.hermes/logs/errors.log', logLines(), 0o644);
  await populateSecurity(fixture, homeSecrets.openrouter);
  await put('.hermes/state-snapshots/20261120-101010/manifest.json', {
    id: '20261120-101010',
    timestamp: '2026-11-20T10:10:10Z',
    file_count: 1,
    total_size: 10,
    files: { 'config.yaml': 10 },
  });
  await put('.hermes/active_profile', 'default\n', 0o644);
  await put('.hermes/profiles/coder/config.yaml', 'model: gpt-4.1-mini\n');
  await put('.hermes/profiles/coder/profile.yaml', 'description: writes code\n', 0o644);
  await put('.hermes/profiles/coder/.env', `CODER_API_KEY=${homeSecrets.custom}\n`);
  await put('.codex/auth.json', { tokens: { access_token: homeSecrets.codex } });
  await put('.claude/.credentials.json', {
    claudeAiOauth: { accessToken: homeSecrets.claude, subscriptionType: 'max' },
  });
  for (const home of ['.hermes', '.hermes/profiles/coder']) createStateDatabase(fixture, home);
  await populateKanban(fixture, homeSecrets.openrouter);
  const longAgo = new Date('2026-11-01T00:00:00Z');
  await utimes(fixture.at('.hermes/config.yaml'), longAgo, longAgo);
}

function authStore(): unknown {
  return {
    version: 1,
    active_provider: 'nous',
    providers: {
      nous: {
        access_token: homeSecrets.nousAccess,
        refresh_token: homeSecrets.nousRefresh,
        expires_at: '2027-01-01T00:00:00+00:00',
      },
    },
    credential_pool: {
      openrouter: [
        {
          id: 'a1b2c3',
          label: 'home key',
          auth_type: 'api_key',
          priority: 0,
          source: 'manual',
          access_token: homeSecrets.openrouter,
        },
        {
          id: 'd4e5f6',
          label: 'OPENROUTER_API_KEY',
          auth_type: 'api_key',
          priority: 1,
          source: 'env:OPENROUTER_API_KEY',
          secret_fingerprint: 'sha256:0011223344556677',
        },
      ],
    },
  };
}

function logLines(): string {
  return [
    '2026-11-20 10:00:00,123 INFO agent.core: started',
    `2026-11-20 10:00:01,456 WARNING [20261120_100000_abc123] agent.llm: refused key ${homeSecrets.logged}`,
    '2026-11-20 10:00:02,789 ERROR agent.llm: it failed',
    'Traceback (most recent call last):',
    '  File "x.py", line 1',
    '',
  ].join('\n');
}

/** A part of the schema of Hermes' `state.db`, version 23: what readers of sessions ask for. */
function createStateDatabase(fixture: HermesHomeFixture, home: string): void {
  const database = new Sqlite(fixture.at(`${home}/state.db`));
  database.exec(`
    create table schema_version (version integer);
    insert into schema_version values (23);
    create table sessions (id text primary key, source text, model text, model_config text, parent_session_id text,
      started_at real, ended_at real, end_reason text, message_count integer, tool_call_count integer,
      input_tokens integer, output_tokens integer, cache_read_tokens integer, cache_write_tokens integer,
      reasoning_tokens integer, estimated_cost_usd real, actual_cost_usd real, cost_status text, title text,
      archived integer default 0);
    create table messages (id integer primary key autoincrement, session_id text, role text, content text,
      tool_call_id text, tool_calls text, tool_name text, timestamp real, token_count integer, finish_reason text,
      reasoning text, active integer default 1, compacted integer default 0);
    create table session_model_usage (session_id text, model text, billing_provider text, billing_base_url text,
      billing_mode text, task text, api_call_count integer, input_tokens integer, output_tokens integer,
      cache_read_tokens integer, cache_write_tokens integer, reasoning_tokens integer, estimated_cost_usd real,
      actual_cost_usd real, cost_status text, cost_source text, first_seen real, last_seen real);
    create virtual table messages_fts using fts5(content, tool_name, tool_calls, content='messages', content_rowid='id');
    insert into sessions (id, source, model, started_at, message_count, title)
      values ('20261120_100000_abc123', 'cli', 'claude', 1795255200.5, 2, 'Tea');
    insert into messages (session_id, role, content, timestamp)
      values ('20261120_100000_abc123', 'user', 'How hot for green tea?', 1795255201),
        ('20261120_100000_abc123', 'assistant', 'Seventy degrees.', 1795255202);
    insert into messages_fts (messages_fts) values ('rebuild');`);
  database.close();
}
