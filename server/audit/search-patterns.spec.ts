import { searchPatterns, storable } from './search-patterns.ts';

describe('searchPatterns', () => {
  it('takes wildcards for what they are', () => {
    expect(searchPatterns('50%_off')).toEqual(['%50\\%\\_off%']);
  });

  it('also finds text that JSON writes with escapes', () => {
    expect(searchPatterns('say "hi"')).toEqual(['%say "hi"%', '%say \\\\"hi\\\\"%']);
  });

  it('also finds letters that a client wrote as ASCII', () => {
    expect(searchPatterns('é😀')).toEqual(['%é😀%', '%\\\\u00e9\\\\ud83d\\\\ude00%']);
  });
});

describe('storable', () => {
  it('replaces NUL as stored bodies do', () => {
    expect(storable('a\0b')).toBe('a\uFFFDb');
  });
});
