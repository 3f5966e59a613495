import { readSource } from './plugin-source.ts';

describe('the source of a plugin', () => {
  it.each([
    ['ada/notes', 'https://github.com/ada/notes.git', null, 'notes'],
    ['ada/many/plugins/notes', 'https://github.com/ada/many.git', 'plugins/notes', 'notes'],
    ['https://example.org/ada/notes.git', 'https://example.org/ada/notes.git', null, 'notes'],
    [
      'https://example.org/many.git/sub/notes',
      'https://example.org/many.git',
      'sub/notes',
      'notes',
    ],
    ['https://example.org/many#sub/notes/', 'https://example.org/many', 'sub/notes', 'notes'],
    ['git@example.org:ada/notes.git', 'git@example.org:ada/notes.git', null, 'notes'],
    ['ssh://git@example.org/notes', 'ssh://git@example.org/notes', null, 'notes'],
    ['file:///srv/notes', 'file:///srv/notes', null, 'notes'],
  ])('%s is read as Hermes reads it', (identifier, url, folder, name) => {
    expect(readSource(identifier)).toMatchObject({ url, folder, name });
  });

  it.each(['http://example.org/notes.git', 'file:///srv/notes'])(
    '%s comes with a warning',
    (identifier) => {
      expect(readSource(identifier).warnings).toHaveLength(1);
    },
  );

  it.each([
    ['/nonexistent', 'owner/repo'],
    ['notes', 'owner/repo'],
    ['ada/notes.git', 'without .git'],
    ['ext::sh -c id', 'owner/repo'],
    ['a/b/../../etc', 'does not lie in the repository'],
    ['https://example.org/x.git#../..', 'does not lie in the repository'],
    ['https://ada:hunter22@example.org/x.git', 'holds a password'],
    ['https://token@example.org/x.git', 'holds a password'],
    ['ssh://ada:hunter22@example.org/x', 'holds a password'],
    ['https://github.com/ada/notes/tree/main/sub', 'address of a web page'],
    ['file:///', 'names no repository'],
  ])('%s is refused', (identifier, reason) => {
    expect(() => readSource(identifier)).toThrow(reason);
  });
});
