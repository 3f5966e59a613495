import type { HermesHomeFixture } from './hermes-home-fixture.ts';

/** Complete secrets of MCP servers; none of them may leave the server. */
export const mcpSecrets = {
  mcpBearer: 'mcp-bearer-8c7b6a5948372615',
  mcpVariable: 'an ordinary looking value of 2026',
  mcpArgument: 'argument-value-77aa66bb55cc',
  mcpQuery: 'query-value-11bb22cc33dd',
  mcpPath: 's3cr3tpathpiece0123456789abcdef',
  mcpPassword: 'pass-in-the-address-42',
  mcpClientSecret: 'oauth-client-secret-9081',
  mcpAccess: 'mcp-access-token-55667788',
  mcpRefresh: 'mcp-refresh-token-99001122',
} as const;

/** The servers a configuration may have, as lines for `config.yaml`. */
export const mcpLines = `mcp_servers:
  # tickets
  github:
    command: npx
    args: [-y, '@modelcontextprotocol/server-github@1.2.0', --api-key, ${mcpSecrets.mcpArgument}]
    env:
      GITHUB_PERSONAL_ACCESS_TOKEN: \${GITHUB_PAT}
      NOTE: "${mcpSecrets.mcpVariable}"   # kept
    tools:
      include: [create_issue, list_issues]
  linear:
    url: https://mcp.linear.example/mcp
    auth: oauth
    oauth: {scope: read write, client_secret: ${mcpSecrets.mcpClientSecret}}
  searxng:
    url: http://ada:${mcpSecrets.mcpPassword}@127.0.0.1:8000/${mcpSecrets.mcpPath}/sse?token=${mcpSecrets.mcpQuery}
    transport: sse
    timeout: 180
    connect_timeout: 10.0
    enabled: "off"
  internal-api:
    url: https://mcp.internal.example/mcp
    headers:
      Authorization: Bearer ${mcpSecrets.mcpBearer}
      X-Team: platform
    tools:
      exclude:
        - delete_all
`;

/** Tokens of the server `linear`, as Hermes writes them. */
export async function putMcpTokens(fixture: HermesHomeFixture, home = '.hermes'): Promise<void> {
  const folder = `${home}/mcp-tokens`;
  await fixture.put(`${folder}/linear.json`, {
    access_token: mcpSecrets.mcpAccess,
    token_type: 'Bearer',
    expires_in: 3600,
    scope: 'read write',
    refresh_token: mcpSecrets.mcpRefresh,
    expires_at: 4102444800.0,
  });
  await fixture.put(`${folder}/linear.client.json`, { client_id: 'fixture-client' });
  await fixture.put(`${folder}/linear.meta.json`, { issuer: 'https://mcp.linear.example' });
}
