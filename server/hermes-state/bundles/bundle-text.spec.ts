import { bundleSlug } from './bundle-slug.format.ts';
import { readBundle, withBundle } from './bundle-text.ts';

describe('the slug of a bundle', () => {
  it.each([
    ['Release Day', 'release-day'],
    ['research_pack', 'research-pack'],
    ['  a -- b!? ', 'a-b'],
    ['Über 2', 'ber-2'],
    ['日本語', ''],
  ])('%s is %s', (name, slug) => expect(bundleSlug(name)).toBe(slug));
});

describe('a bundle', () => {
  it('without a name goes by that of its file', () => {
    expect(readBundle('skills: [plan]\n', 'my_day.yml')).toEqual({
      slug: 'my-day',
      name: 'my_day',
      skills: ['plan'],
      description: '',
      instruction: '',
    });
  });

  it.each([
    ['', 'empty'],
    ['# nothing\n', 'empty'],
    ['- a\n', 'not_mapping'],
    ['text\n', 'not_mapping'],
    ['name: x\n', 'no_skills'],
    ['skills: plan\n', 'no_skills'],
    ['skills: []\n', 'no_skills'],
    ['skills: [\n', 'unreadable'],
    ['name: 日本\nskills: [plan]\n', 'empty_slug'],
  ])('that Hermes skips is told with the reason (%j)', (text, reason) => {
    expect(readBundle(text, 'x.yaml')).toMatchObject({ reason });
  });

  it('keeps what a change does not concern', () => {
    const text = '# ours\nname: Day   # good\nskills:\n- plan\nextra: 1\ninstruction: Be brief.\n';
    const draft = { name: 'Day', skills: ['plan', 'disk'], description: 'All', instruction: '' };
    expect(withBundle(text, 'day.yaml', draft)).toBe(
      '# ours\nname: Day   # good\nskills:\n- plan\n- disk\nextra: 1\ndescription: All\n',
    );
  });

  it('that is new says what it was told and nothing else', () => {
    const draft = { name: 'Day', skills: ['plan'], description: '', instruction: 'a\nb' };
    const text = withBundle('', 'day.yaml', draft);
    expect(readBundle(text, 'day.yaml')).toMatchObject({
      name: 'Day',
      skills: ['plan'],
      instruction: 'a\nb',
    });
    expect(text).not.toContain('description');
  });
});
