import type { ParamMap } from '@angular/router';
import type { McpServer, McpToken } from '../../../../../server/hermes-state/mcp/mcp.contract';
import type { Tone } from '../../ui/badge';
import { formatCount } from '../../ui/format';
import type { FilterField } from '../../ui/filter-bar';
import type { IconName } from '../../ui/icon';

/** Which servers are shown, as it stands in the address. */
export interface McpView {
  readonly search: string;
  readonly status: string | undefined;
  readonly transport: string | undefined;
}

/** How something stands: colour, drawing and word. */
export interface Look {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: IconName;
}

const statusWords = {
  enabled: 'Enabled',
  disabled: 'Disabled',
  troubled: 'Needs attention',
  failed: 'Last test failed',
  untested: 'Not tested',
} as const;

export const transportWords: Readonly<Record<McpServer['transport'], string>> = {
  stdio: 'stdio',
  http: 'HTTP',
  sse: 'SSE',
  unknown: 'none',
};

export const mcpFields: readonly FilterField[] = [
  {
    key: 'status',
    label: 'Status',
    options: Object.entries(statusWords).map(([value, label]) => ({ value, label })),
  },
  {
    key: 'transport',
    label: 'Transport',
    options: (['stdio', 'http', 'sse'] as const).map((value) => ({
      value,
      label: transportWords[value],
    })),
  },
];

export function viewOf(query: ParamMap): McpView {
  return {
    search: query.get('search')?.slice(0, 80) ?? '',
    status: query.get('status') ?? undefined,
    transport: query.get('transport') ?? undefined,
  };
}

/** In the order of the file, which is the one Hermes connects in. */
export function matching(servers: readonly McpServer[], view: McpView): readonly McpServer[] {
  const words = view.search.toLowerCase();
  return servers.filter(
    (server) =>
      (view.transport === undefined || server.transport === view.transport) &&
      (view.status === undefined || hasStatus(server, view.status)) &&
      `${server.name} ${targetOf(server)} ${server.test?.tools.map(({ name }) => name).join(' ') ?? ''}`
        .toLowerCase()
        .includes(words),
  );
}

function hasStatus(server: McpServer, status: string): boolean {
  switch (status) {
    case 'enabled':
      return server.isMapping && server.isEnabled;
    case 'disabled':
      return server.isMapping && !server.isEnabled;
    case 'troubled':
      return troublesOf(server).length > 0;
    case 'failed':
      return server.test?.outcome === 'failed';
    case 'untested':
      return server.test === null;
    default:
      return true;
  }
}

/** The command line, or the URL; secrets as short marks. */
export function targetOf({ command, args, url }: McpServer): string {
  const line = url ?? [command ?? '', ...args].join(' ').trim();
  return withoutMasks(line) || 'neither a command nor a URL';
}

/** A mask is made to be put back; people need only see that something is hidden. */
export function withoutMasks(text: string): string {
  return text.replace(/‹hidden:[^›]*›/g, '••••');
}

export function stateOf({ isMapping, isEnabled }: McpServer): Look {
  if (!isMapping) return { word: 'Broken', tone: 'bad', icon: 'error' };
  return isEnabled
    ? { word: 'Enabled', tone: 'good', icon: 'check' }
    : { word: 'Disabled', tone: 'muted', icon: 'blocked' };
}

export function testLook({ test }: McpServer): Look {
  if (test === null) return { word: 'Not tested', tone: 'muted', icon: 'help' };
  return test.outcome === 'connected'
    ? { word: `${formatCount(test.tools.length, 'tool')} found`, tone: 'good', icon: 'check' }
    : { word: 'Failed', tone: 'bad', icon: 'error' };
}

/** How many tools are offered, of how many the last test found. */
export function toolsText({ tools, test }: McpServer): string {
  const { mode, names } = tools;
  if (test?.outcome === 'connected') {
    const found = test.tools.map(({ name }) => name);
    const listed = found.filter((name) => names.includes(name)).length;
    const offered =
      mode === 'all' ? found.length : mode === 'include' ? listed : found.length - listed;
    return `${offered} of ${found.length}`;
  }
  if (mode === 'all') return 'all';
  return mode === 'include' ? `${names.length} selected` : `all but ${names.length}`;
}

const tokenLooks: Readonly<Record<McpToken['state'], Look>> = {
  absent: { word: 'Not signed in', tone: 'warning', icon: 'warning' },
  valid: { word: 'Signed in', tone: 'good', icon: 'check' },
  renewable: { word: 'Expired, renewable', tone: 'note', icon: 'clock' },
  expired: { word: 'Expired', tone: 'bad', icon: 'error' },
  unknown: { word: 'Signed in, no expiry', tone: 'note', icon: 'clock' },
  unreadable: { word: 'Token unreadable', tone: 'bad', icon: 'error' },
};

/** How it signs in; nothing for a server that needs no login. */
export function authLook({ auth, token }: McpServer): Look | undefined {
  if (auth.kind === 'oauth') return tokenLooks[token.state];
  return auth.kind === 'header' ? { word: 'Header', tone: 'muted', icon: 'key' } : undefined;
}

/** What somebody should look at, in words. */
export function troublesOf(server: McpServer): string[] {
  const { auth, token, refusal, problems, isMapping, isEnabled, name } = server;
  const isOut = auth.kind === 'oauth' && ['absent', 'expired', 'unreadable'].includes(token.state);
  return [
    ...problems,
    ...(refusal !== null && isMapping ? [refusal] : []),
    ...(isOut && isEnabled
      ? [`It has no login that works. Sign in on the machine of Hermes: hermes mcp login ${name}.`]
      : []),
  ];
}
