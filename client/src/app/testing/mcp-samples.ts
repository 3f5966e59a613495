import type { Mcp, McpServer } from '../../../../server/hermes-state/mcp/mcp.contract';

/** A server for tests. */
export const server = (name: string, change: Partial<McpServer> = {}): McpServer => ({
  name,
  transport: 'stdio',
  command: 'npx',
  args: ['-y', '‹hidden:ab12…cd34:0011223344556677›'],
  url: null,
  package: null,
  isMapping: true,
  isEnabled: true,
  tools: { mode: 'all', names: [] },
  env: [
    { name: 'PAT', reference: '${PAT}', secret: null },
    { name: 'NOTE', reference: null, secret: { masked: 'ghp_…1234', fingerprint: '00ff' } },
  ],
  headers: [],
  auth: { kind: 'none', scope: null, clientId: null, hasClientSecret: false },
  token: { state: 'absent', expiresAt: null, scope: null, files: [] },
  timeoutSeconds: null,
  connectTimeoutSeconds: null,
  problems: [],
  refusal: null,
  yaml: `${name}:\n  command: npx`,
  test: null,
  ...change,
});

/** What the server tells of a profile, for tests. */
export const mcp = (servers: readonly McpServer[], change: Partial<Mcp> = {}): Mcp => ({
  profile: 'default',
  source: { file: 'config.yaml', status: 'present', reason: null },
  version: 'v1',
  locked: null,
  problems: [],
  servers: [...servers],
  isCut: false,
  tokenFolder: { file: 'mcp-tokens', status: 'missing', reason: null },
  strayTokens: [],
  testsProblem: null,
  unavailableReason: null,
  isGatewayBehind: false,
  ...change,
});

/** A test that succeeded a while ago. */
export const tested = (...names: string[]): McpServer['test'] => ({
  outcome: 'connected',
  at: '2026-11-21T10:00:00.000Z',
  tookMs: 154,
  message: `The test found ${names.length} tools.`,
  tools: names.map((name) => ({ name, description: `Does ${name}` })),
  isOutdated: false,
});
