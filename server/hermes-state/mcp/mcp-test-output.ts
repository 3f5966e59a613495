/** What `hermes mcp test` printed, as far as it says it. */
export interface TestOutput {
  readonly isConnected: boolean;
  readonly tookMs: number | null;
  readonly message: string;
  readonly tools: readonly { readonly name: string; readonly description: string }[];
}

const mostTools = 1000;
const longestMessage = 500;

/**
 * Reads the output of `hermes mcp test`, which exits with 0 whatever happened: `✓ Connected (89ms)`, how many tools were
 * discovered and, four spaces in, each of them; or a line with `✗`.
 */
export function readTestOutput(stdout: string): TestOutput {
  const lines = stdout.split('\n');
  const connected = lines.findIndex((line) => /^\s*✓ Connected\b/.test(line));
  const failure = lines.find((line) => /^\s*✗/.test(line));
  const timed = connected === -1 ? failure : lines[connected];
  const tookMs = Number(/\(([\d.]+)\s*ms\)/.exec(timed ?? '')?.[1] ?? Number.NaN);
  const listed = lines.findIndex((line) => /^\s*✓ Tools discovered: \d+/.test(line));
  const tools = listed === -1 ? [] : lines.slice(listed + 1).flatMap(toolIn);
  const isConnected = connected !== -1 && failure === undefined;
  return {
    isConnected,
    tookMs: Number.isFinite(tookMs) ? tookMs : null,
    message: isConnected ? found(tools.length) : reasonIn(failure, lines),
    tools: isConnected ? tools.slice(0, mostTools) : [],
  };
}

function toolIn(line: string): TestOutput['tools'] {
  const [, name, description = ''] = /^ {4}(\S+)(?:\s+(.*?))?\s*$/.exec(line) ?? [];
  return name === undefined
    ? []
    : [{ name: name.slice(0, 200), description: description.slice(0, 500) }];
}

const found = (count: number): string =>
  `The test found ${count} ${count === 1 ? 'tool' : 'tools'}.`;

function reasonIn(failure: string | undefined, lines: readonly string[]): string {
  const last = lines.findLast((line) => line.trim() !== '');
  const text = failure?.replace(/^\s*✗\s*/, '') ?? last?.trim() ?? 'The command printed nothing.';
  return text.slice(0, longestMessage);
}
