import { csvLine } from './csv.ts';

describe('a line of CSV', () => {
  it('quotes what holds a comma, a quote or a line break', () => {
    expect(csvLine(['a,b', 'say "hi"', 'two\nlines', 'plain'])).toBe(
      '"a,b","say ""hi""","two\nlines",plain\r\n',
    );
  });

  it('leaves a cell empty where there is nothing', () => {
    expect(csvLine([null, undefined, 0, false])).toBe(',,0,false\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx'])(
    'makes the formula %j plain text for a spreadsheet',
    (text) => {
      expect(csvLine([text])).toBe(`'${text}\r\n`);
    },
  );

  it('keeps a negative number a number', () => {
    expect(csvLine([-1])).toBe('-1\r\n');
  });
});
