import type {
  McpDraft,
  McpServer,
  McpTransport,
  McpValue,
} from '../../../../../server/hermes-state/mcp/mcp.contract';

/** A variable or a header in the form. */
export interface ValueRow {
  readonly id: number;
  readonly name: string;
  /** What was typed anew. */
  readonly value: string;
  /** What the file has for it, as far as it is shown; nothing for a new one. */
  readonly kept: string | undefined;
}

/** A server as it is typed. */
export interface ServerForm {
  readonly name: string;
  readonly transport: McpTransport;
  readonly command: string;
  /** One a line. */
  readonly args: string;
  readonly env: readonly ValueRow[];
  readonly url: string;
  readonly headers: readonly ValueRow[];
  readonly auth: McpDraft['auth'];
  readonly scope: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly timeout: string;
  readonly connectTimeout: string;
}

let rows = 0;
export const newRow = (): ValueRow => ({ id: ++rows, name: '', value: '', kept: undefined });

const rowOf = ({ name, reference, secret }: McpValue): ValueRow => ({
  id: ++rows,
  name,
  value: '',
  kept: reference ?? secret?.masked ?? 'empty',
});

export function formOf(server: McpServer | undefined): ServerForm {
  return {
    name: server?.name ?? '',
    transport: server === undefined || server.transport === 'unknown' ? 'stdio' : server.transport,
    command: server?.command ?? '',
    args: server?.args.join('\n') ?? '',
    env: server?.env.map(rowOf) ?? [],
    url: server?.url ?? '',
    headers: server?.headers.map(rowOf) ?? [],
    auth: server?.auth.kind ?? 'none',
    scope: server?.auth.scope ?? '',
    clientId: server?.auth.clientId ?? '',
    clientSecret: '',
    timeout: server?.timeoutSeconds?.toString() ?? '',
    connectTimeout: server?.connectTimeoutSeconds?.toString() ?? '',
  };
}

/** What is sent. A value that was not typed is kept by the server. */
export function draftOf(form: ServerForm): McpDraft {
  const isStdio = form.transport === 'stdio';
  return {
    transport: form.transport,
    command: isStdio ? form.command.trim() : '',
    args: isStdio ? form.args.split('\n').filter((line) => line.trim() !== '') : [],
    env: isStdio ? form.env.map(valueOf) : [],
    url: isStdio ? '' : form.url.trim(),
    headers: isStdio ? [] : form.headers.map(valueOf),
    auth: isStdio ? 'none' : form.auth,
    oauth: {
      scope: form.scope,
      clientId: form.clientId,
      clientSecret: form.clientSecret.trim() || null,
    },
    timeoutSeconds: secondsOf(form.timeout),
    connectTimeoutSeconds: secondsOf(form.connectTimeout),
  };
}

const valueOf = ({ name, value }: ValueRow) => ({
  name: name.trim(),
  value: value.trim() === '' ? null : value.trim(),
});

const secondsOf = (text: string): number | null => (text.trim() === '' ? null : Number(text));

export function nameProblem(name: string, taken: readonly string[]): string | undefined {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name))
    return 'Letters, digits, _ and -, beginning with a letter or digit, at most 64.';
  return taken.includes(name) ? 'There is a server of this name already.' : undefined;
}

/** What is wrong with what was typed, by the name of the field. */
export function problemsOf(
  form: ServerForm,
  taken: readonly string[] | undefined,
): ReadonlyMap<string, string> {
  const isStdio = form.transport === 'stdio';
  const values = isStdio ? form.env : form.headers;
  const names = values.map(({ name }) => name.trim());
  const unnamed = names.some((name) => name === '' || /[\s=:]/.test(name));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  const empty = values.find(({ value, kept }) => kept === undefined && value.trim() === '');
  const found: [string, string | undefined][] = [
    ['name', taken && nameProblem(form.name.trim(), taken)],
    ['command', isStdio && form.command.trim() === '' ? 'It needs a command.' : undefined],
    [
      'url',
      !isStdio && !/^(https?:\/\/|\$\{)/i.test(form.url.trim())
        ? 'It begins with http:// or https://.'
        : undefined,
    ],
    [
      'values',
      unnamed
        ? 'Each needs a name without spaces.'
        : twice !== undefined
          ? `${twice} is there twice.`
          : empty && `Type the value of ${empty.name.trim()}.`,
    ],
    ['timeout', secondsProblem(form.timeout)],
    ['connectTimeout', secondsProblem(form.connectTimeout)],
  ];
  return new Map(found.filter((each): each is [string, string] => each[1] !== undefined));
}

function secondsProblem(text: string): string | undefined {
  const seconds = secondsOf(text);
  return seconds === null || (seconds > 0 && seconds <= 86_400)
    ? undefined
    : 'A number of seconds, at most 86400.';
}
