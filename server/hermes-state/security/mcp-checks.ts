import { isLoopbackHost } from '../../http/loopback.ts';
import { fieldsOf, textOf, textsOf, type Fields } from '../status/file-values.ts';
import type { ProfileFacts } from './profile-facts.ts';
import type { SecurityCheck } from './security-check.contract.ts';
import { counted, evidence } from './security-check.ts';

/** Programs that fetch a package and run it. */
const fetchers = new Set(['npx', 'uvx', 'bunx', 'pipx', 'pnpx']);
/** Words of theirs that are no package. */
const verbs = new Set(['run', 'dlx', 'exec', 'x']);
const longestLine = 4000;
const shells = /(^|\/)(ba|z|da|k)?sh$/;
const fetchAndRun =
  /\b(curl|wget)\b[^|;]*\|\s*(sudo\s+)?((ba|z|da)?sh|python3?|node)\b|\bbase64\s+(-d|--decode)\b/;

interface Server {
  readonly name: string;
  readonly fields: Fields;
}

/** Servers of tools that Hermes starts or calls, by `mcp_servers` of `config.yaml`. */
export function mcpChecks(facts: ProfileFacts): SecurityCheck[] {
  const servers = Object.entries(facts.mapping('mcp_servers'))
    .map(([name, fields]) => ({ name, fields: fieldsOf(fields) }))
    .filter(({ fields }) => fields.enabled !== false);
  const one = (name: string) => evidence(facts.at('config.yaml'), `mcp_servers.${name}`, 'enabled');
  const rule = (
    about: { readonly id: string; readonly title: string; readonly fix: string },
    found: readonly Server[],
    words: { readonly state: 'warn' | 'fail'; readonly pass: string; readonly reason: string },
  ) =>
    facts.byConfig(
      {
        id: about.id,
        area: 'plugins',
        title: about.title,
        fix: { text: about.fix, page: '/mcp' },
      },
      () => ({
        state: found.length > 0 ? words.state : 'pass',
        reason:
          found.length > 0 ? `${counted(found.length, 'server')}: ${words.reason}` : words.pass,
        evidence: found.map(({ name }) => one(name)),
      }),
    );
  return [
    rule(
      {
        id: 'mcp.unpinned',
        title: 'MCP servers fetched without a version',
        fix: 'Name a version behind the package, such as @scope/server@1.2.3.',
      },
      servers.filter(isUnpinned),
      {
        state: 'warn',
        pass: 'Each that is fetched has a version.',
        reason: 'whatever was published last is run.',
      },
    ),
    rule(
      {
        id: 'mcp.shell',
        title: 'MCP servers that fetch and run a script',
        fix: 'Install what it fetches, read it, and start that.',
      },
      servers.filter(isFetchAndRun),
      {
        state: 'fail',
        pass: 'None pipes a download into a shell.',
        reason: 'what an address answers at that moment is run.',
      },
    ),
    rule(
      {
        id: 'mcp.plain_http',
        title: 'MCP servers over plain HTTP',
        fix: 'Use an https address.',
      },
      servers.filter(isPlainHttp),
      {
        state: 'warn',
        pass: 'Each is reached over HTTPS, or is on this machine.',
        reason: 'what passes can be read and changed on the way.',
      },
    ),
  ];
}

const programOf = ({ fields }: Server): string => textOf(fields.command) ?? '';
const argsOf = ({ fields }: Server): string[] => textsOf(fields.args);

function isUnpinned(server: Server): boolean {
  if (!fetchers.has(programOf(server).split('/').at(-1)!)) return false;
  const args = argsOf(server);
  const chosen = args.findIndex((arg) => /^(--package|-p|--from)$/.test(arg));
  const name =
    chosen === -1 ? args.find((arg) => !arg.startsWith('-') && !verbs.has(arg)) : args[chosen + 1];
  if (name === undefined || /^[./~]/.test(name)) return false;
  // A scope begins with the sign that a version follows, and `latest` is none.
  return !/.@[\w^~>=<*.-]*\d|==\d/.test(name);
}

function isFetchAndRun(server: Server): boolean {
  const line = [programOf(server), ...argsOf(server)].join(' ').slice(0, longestLine);
  return (shells.test(programOf(server)) || line.includes(' -c ')) && fetchAndRun.test(line);
}

function isPlainHttp({ fields }: Server): boolean {
  const url = textOf(fields.url) ?? '';
  return URL.canParse(url) && url.startsWith('http:') && !isLoopbackHost(new URL(url).hostname);
}
