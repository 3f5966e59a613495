import { mergeMemories } from './memory-merge';

describe('A merge of memories', () => {
  it('keeps what both added', () => {
    expect(mergeMemories('a', 'a\n§\nmine', 'a\n§\ntheirs\n')).toEqual({
      text: 'a\n§\ntheirs\n§\nmine\n',
      conflicts: 0,
    });
  });

  it('keeps both ways in which an entry was changed, and counts them', () => {
    expect(mergeMemories('a\n§\nb', 'A\n§\nb', 'aa\n§\nb')).toEqual({
      text: 'aa\n§\nA\n§\nb',
      conflicts: 1,
    });
  });

  it('removes what one side removed', () => {
    expect(mergeMemories('a\n§\nb\n§\nc', 'b\n§\nc', 'a\n§\nb\n§\nC').text).toBe('b\n§\nC');
  });
});
