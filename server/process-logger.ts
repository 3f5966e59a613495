import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { LogLines } from './log-lines.ts';
import { logLevels } from './system/log.contract.ts';

/** Nest's own account of its start, route by route: nothing an operator can use. */
const startNoise = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);

/** `isTTY` is missing, not false, where there is no terminal. */
function hasColors(stream: Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'hasColors'>>): boolean {
  return stream.isTTY === true && stream.hasColors?.() === true;
}

/** One line an event: JSON in production, for people otherwise. Never a key, a prompt or a body. */
export class ProcessLogger extends ConsoleLogger {
  constructor(
    production: boolean,
    /** Where the console reads them. */
    private readonly lines = new LogLines(),
  ) {
    super({
      json: production,
      // A terminal that wants none says so with NO_COLOR, a file cannot.
      colors: !production && hasColors(process.stdout),
      logLevels: [...logLevels],
    });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (!startNoise.has(String(rest.at(-1)))) super.log(message, ...rest);
  }

  override error(message: unknown, ...rest: unknown[]): void {
    // That a port could not be had; it also throws that, and whoever started it says so in plain words.
    if (rest.at(-1) !== 'NestApplication') super.error(message, ...rest);
  }

  protected override printMessages(...parts: Parameters<ConsoleLogger['printMessages']>): void {
    super.printMessages(...parts);
    const [messages, context = '', level = 'log', , stack] = parts;
    for (const message of messages)
      this.lines.add(
        knownLevel(level),
        context,
        [textOf(message), stack].filter(Boolean).join('\n'),
      );
  }
}

function knownLevel(level: LogLevel) {
  return logLevels.find((name) => name === level) ?? 'log';
}

function textOf(message: unknown): string {
  if (typeof message === 'string') return message;
  if (message instanceof Error) return message.stack ?? message.message;
  try {
    return JSON.stringify(message) ?? String(message);
  } catch {
    return String(message);
  }
}
