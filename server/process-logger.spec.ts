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

describe('The log of the process', () => {
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
