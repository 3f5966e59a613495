import type { McpServer, McpToolMode } from '../../../../../server/hermes-state/mcp/mcp.contract';

/** Which tools of a server are offered, as it is chosen. */
export interface ToolChoice {
  /** `include`: only what is chosen. `exclude`: also tools that come later. */
  readonly listed: 'include' | 'exclude';
  readonly off: ReadonlySet<string>;
}

/** A tool of the list. */
export interface KnownTool {
  readonly name: string;
  readonly description: string;
  /** Whether the last test found it. */
  readonly isFound: boolean;
}

/** What the last test found, and what `config.yaml` names besides. */
export function toolsOf({ tools, test }: McpServer): readonly KnownTool[] {
  const found = (test?.tools ?? []).map((tool) => ({ ...tool, isFound: true }));
  const names = new Set(found.map(({ name }) => name));
  const others = tools.names.filter((name) => !names.has(name));
  return [...found, ...others.map((name) => ({ name, description: '', isFound: false }))];
}

export function choiceOf(server: McpServer): ToolChoice {
  const { mode, names } = server.tools;
  if (mode !== 'include') return { listed: 'exclude', off: new Set(names) };
  const off = toolsOf(server).filter(({ name }) => !names.includes(name));
  return { listed: 'include', off: new Set(off.map(({ name }) => name)) };
}

/** As it is written: the names of those that are included, or of those that are excluded. */
export function writtenChoice(
  server: McpServer,
  { listed, off }: ToolChoice,
): { readonly mode: McpToolMode; readonly names: string[] } {
  const names = toolsOf(server).map(({ name }) => name);
  if (listed === 'include')
    return { mode: 'include', names: names.filter((name) => !off.has(name)) };
  const excluded = names.filter((name) => off.has(name));
  return { mode: excluded.length === 0 ? 'all' : 'exclude', names: excluded };
}

export function isSame(server: McpServer, choice: ToolChoice): boolean {
  const { mode, names } = writtenChoice(server, choice);
  const written = server.tools;
  return (
    mode === written.mode &&
    names.length === written.names.length &&
    names.every((name) => written.names.includes(name))
  );
}
