import { ProcessLogger } from './process-logger.ts';

function linesOf(production: boolean, write: (logger: ProcessLogger) => void): string[] {
  const lines: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  try {
    write(new ProcessLogger(production));
  } finally {
    spy.mockRestore();
  }
  return lines;
}

/** As it is for a terminal, or where the output goes into a file. */
function withTerminal<T>(terminal: { readonly hasColors: boolean } | undefined, work: () => T): T {
  const { stdout } = process;
  const before = { isTTY: stdout.isTTY, hasColors: stdout.hasColors };
  Object.assign(stdout, { isTTY: terminal && true, hasColors: () => terminal!.hasColors });
  try {
    return work();
  } finally {
    Object.assign(stdout, before);
  }
}

describe('The log of the process', () => {
  it.each([
    ['a terminal', { hasColors: true }, true],
    ['a terminal that wants none', { hasColors: false }, false],
    ['a file', undefined, false],
  ])('has colours in %s only where they belong', (_, terminal, isColoured) => {
    const warn = () => linesOf(false, (logger) => logger.warn('Odd.', 'Database'));
    const [line] = withTerminal(terminal, warn);
    expect(line!.includes('\u001b[')).toBe(isColoured);
  });

  it('is one JSON object a line in production', () => {
    const [line, ...more] = linesOf(true, (logger) => logger.log('Ready.', 'Database'));
    expect(more).toEqual([]);
    expect(JSON.parse(line!)).toMatchObject({
      level: 'log',
      message: 'Ready.',
      context: 'Database',
    });
  });

  it('leaves out how Nest wires itself up', () => {
    expect(linesOf(true, (logger) => logger.log('Mapped {/x}', 'RouterExplorer'))).toEqual([]);
  });

  it('keeps a warning of the same parts', () => {
    expect(linesOf(true, (logger) => logger.warn('Odd.', 'RouterExplorer'))).toHaveLength(1);
  });
});
