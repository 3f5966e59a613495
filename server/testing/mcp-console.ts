import { mkdir } from 'node:fs/promises';
import { versionOf } from '../hermes-state/files/file-version.ts';
import type { Mcp, McpServer } from '../hermes-state/mcp/mcp.contract.ts';
import { createHermesHome, type HermesHomeFixture } from './hermes-home-fixture.ts';
import { mcpLines, mcpSecrets } from './populated-mcp.ts';
import { startTestProduct, type TestProduct } from './test-product.ts';

const api = '/api/admin/hermes/mcp';

/** A configuration as a person may have written it, with four servers. */
export const mcpConfig = `# mine\nmodel: x   # good\n${mcpLines}last: 1\n`;

/** The pane about MCP servers over homes of Hermes: one profile after the other, so that tests do not meet. */
export class McpConsole {
  profile = '';
  private profiles = 0;

  private constructor(
    readonly fixture: HermesHomeFixture,
    readonly product: TestProduct,
  ) {}

  static async start(environment: (at: HermesHomeFixture['at']) => NodeJS.ProcessEnv = () => ({})) {
    const fixture = await createHermesHome();
    const product = await startTestProduct({
      HERMES_HOME: fixture.at('.hermes'),
      ...environment(fixture.at),
    });
    return new McpConsole(fixture, product);
  }

  async stop(): Promise<void> {
    await this.product.stop();
    await this.fixture.remove();
  }

  async nextProfile(): Promise<void> {
    this.profile = `p${++this.profiles}`;
    await mkdir(this.at('logs'), { recursive: true });
  }

  inHome(path = ''): string {
    return `.hermes/profiles/${this.profile}${path === '' ? '' : `/${path}`}`;
  }

  at(path: string): string {
    return this.fixture.at(this.inHome(path));
  }

  put(path: string, content: unknown): Promise<string> {
    return this.fixture.put(this.inHome(path), content);
  }

  config(): Promise<string> {
    return this.fixture.text(this.inHome('config.yaml'));
  }

  async read(): Promise<Mcp> {
    const response = await this.product.api('GET', `${api}?profile=${this.profile}`);
    const text = await response.text();
    expect([response.status, leakedMcpSecrets(text)]).toEqual([200, []]);
    return JSON.parse(text) as Mcp;
  }

  async named(name: string): Promise<McpServer> {
    const { servers } = await this.read();
    return servers.find((server) => server.name === name)!;
  }

  post(below: string, body: object, version?: string): Promise<Response> {
    const headers: Record<string, string> = version === undefined ? {} : { 'if-match': version };
    return this.product.api('POST', `${api}/${below}?profile=${this.profile}`, body, headers);
  }

  /** Makes a change of the file as it is now. */
  async save(below: string, body: object): Promise<Response> {
    return this.post(below, body, versionOf(await this.config()));
  }
}

/** Names of those that stand in a text. */
export function leakedMcpSecrets(text: string): string[] {
  return Object.entries(mcpSecrets).flatMap(([name, secret]) =>
    text.includes(secret) ? [name] : [],
  );
}

/** Status and words of an answer that says no. */
export async function refusalIn(response: Response): Promise<[number, string]> {
  const text = await response.text();
  expect(leakedMcpSecrets(text)).toEqual([]);
  const { error } = JSON.parse(text) as { error: { message: string } };
  return [response.status, error.message];
}
