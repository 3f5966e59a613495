import { displayNameSchema } from './display-name.ts';

describe('a display name', () => {
  it.each(['Ada', 'Łukasz 2', '山田', 'نرم‌افزار', '👩‍🚀'])('may be %s', (name) => {
    expect(displayNameSchema.safeParse(name).success).toBe(true);
  });

  it.each(['', '  ', '\u200b', 'Ada\u202e', 'A\u0000', '\u2066Ada', '\u200c', 'a'.repeat(81)])(
    'may not be %j',
    (name) => {
      expect(displayNameSchema.safeParse(name).success).toBe(false);
    },
  );

  it('loses the blanks around it', () => {
    expect(displayNameSchema.parse(' Ada ')).toBe('Ada');
  });
});
