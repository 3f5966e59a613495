import { mcpLines, mcpSecrets } from '../../testing/populated-mcp.ts';
import { composeYaml } from '../files/yaml-text.ts';
import { maskedParts, maskedServers } from './masked-servers.ts';

const leaks = (text: string) =>
  Object.entries(mcpSecrets).flatMap(([name, secret]) => (text.includes(secret) ? [name] : []));

describe('a configuration with MCP servers, to be shown', () => {
  it('holds no value of a variable or header, and nothing secret of a line or address', () => {
    const text = maskedServers(mcpLines);
    expect(leaks(text)).toEqual([]);
    expect(text).not.toContain('X-Team: platform');
    for (const kept of [
      '# tickets',
      '${GITHUB_PAT}',
      '# kept',
      'timeout: 180',
      '- delete_all',
      '--api-key',
    ])
      expect(text).toContain(kept);
  });

  it.each([
    'mcp_servers: {a: {command: x, env: {A: "short1"}, enabled: true}}\nshort1: other\n',
    'd: &d {A: short1}\nmcp_servers:\n  a: {command: x, env: *d}\n',
    'd: &d\n  env:\n    A: short1\nmcp_servers:\n  a:\n    <<: *d\n    command: x\n',
    'mcp_servers:\n  a:\n    env:\n      A: |\n        short1\n        short1\n    command: x\n',
    'mcp_servers:\n  a:\n    command: x\n    args: ["--token", "short1"]\n',
    'mcp_servers:\n  a:\n    command: x\n    args:\n    - --token=short1\n',
    'mcp_servers:\n  a:\n    command: x --password short1\n    env: {B: short1, B: y}\n',
  ])('hides values however they are written: %j', (text) => {
    const masked = maskedServers(text);
    expect(masked.replace(/^short1: other$/m, '')).not.toContain('short1');
    expect(masked.split('\n').length).toBeGreaterThan(1);
  });

  it('is cut into what is written for each server', () => {
    const partsOf = (text: string) => maskedParts(text, composeYaml(text));
    const parts = partsOf(mcpLines);
    expect(leaks([...parts.values()].join('\n'))).toEqual([]);
    expect([...parts.keys()]).toEqual(['github', 'linear', 'searxng', 'internal-api']);
    expect(parts.get('internal-api')).toMatch(
      /^internal-api:\n {2}url: https:\/\/mcp.internal.example\/mcp\n {2}headers:\n {4}Authorization: ‹hidden:/,
    );
    expect(partsOf('a: [').size).toBe(0);
    expect(partsOf('mcp_servers: 3').size).toBe(0);
  });
});
