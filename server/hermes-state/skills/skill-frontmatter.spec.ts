import { readFrontmatter } from './skill-frontmatter.ts';

describe('the frontmatter of a skill', () => {
  it('is read with a byte order mark and line ends of Windows', () => {
    const text =
      '\uFEFF---\r\nname: disk\r\ndescription: Check it.\r\nmetadata:\r\n  hermes:\r\n    tags: [ops]\r\n---\r\nBody';
    expect(readFrontmatter(text)).toMatchObject({
      name: 'disk',
      description: 'Check it.',
      tags: ['ops'],
      isBroken: false,
    });
  });

  it('that is not YAML is taken line by line, as it stands', () => {
    const { name, description, isBroken } = readFrontmatter(
      '---\nname: [x\ndescription: a: b\n---\n',
    );
    expect({ name, description, isBroken }).toEqual({
      name: '[x',
      description: 'a: b',
      isBroken: true,
    });
  });

  it('without an end, or without a name, leaves the name to the folder', () => {
    expect(readFrontmatter('---\nname: disk\n').name).toBeUndefined();
    expect(readFrontmatter('Just text').name).toBeUndefined();
  });

  it('without a description says the first line that is no heading', () => {
    expect(readFrontmatter('---\nname: x\n---\n\n# Title\n\n  Do it.\n').description).toBe(
      'Do it.',
    );
  });

  it('beyond 4000 characters is not seen', () => {
    expect(readFrontmatter(`---\nname: x\nnote: ${'y'.repeat(4000)}\n---\n`).name).toBeUndefined();
  });

  it('names the variables that are needed, in the new way and the old one', () => {
    const text =
      '---\nrequired_environment_variables: [A, {name: B, prompt: b}]\nprerequisites: {env_vars: [C]}\n---\n';
    expect(readFrontmatter(text).variables).toEqual(['A', 'B', 'C']);
  });

  it('cuts a name at 64 and a description at 1024 characters', () => {
    const { name, description } = readFrontmatter(
      `---\nname: ${'n'.repeat(70)}\ndescription: ${'d'.repeat(2000)}\n---\n`,
    );
    expect([name!.length, description.length]).toEqual([64, 1024]);
  });
});
