import { draftOf, formOf, nameProblem, newRow, problemsOf } from './server-form';
import { server } from '../../testing/mcp-samples';

describe('The form of an MCP server', () => {
  it('keeps values that were not typed, and sends those that were', () => {
    const form = formOf(server('github'));
    expect(form.env.map(({ kept }) => kept)).toEqual(['${PAT}', 'ghp_…1234']);
    const [first, second] = form.env;
    const env = [first!, { ...second!, value: ' new ' }, { ...newRow(), name: 'MORE', value: '1' }];
    expect(draftOf({ ...form, env, timeout: '30' })).toMatchObject({
      transport: 'stdio',
      command: 'npx',
      args: ['-y', '‹hidden:ab12…cd34:0011223344556677›'],
      env: [
        { name: 'PAT', value: null },
        { name: 'NOTE', value: 'new' },
        { name: 'MORE', value: '1' },
      ],
      timeoutSeconds: 30,
      connectTimeoutSeconds: null,
    });
  });

  it('sends only what belongs to the transport', () => {
    const form = { ...formOf(server('github')), transport: 'http' as const, url: 'https://x' };
    expect(draftOf(form)).toMatchObject({ command: '', args: [], env: [], url: 'https://x' });
  });

  it('says what is missing, by field', () => {
    const empty = formOf(undefined);
    expect([...problemsOf(empty, []).keys()]).toEqual(['name', 'command']);
    const http = { ...empty, name: 'a', transport: 'http' as const, url: 'x', timeout: '-1' };
    const headers = [{ ...newRow(), name: 'X-A' }];
    expect([...problemsOf({ ...http, headers }, []).keys()]).toEqual(['url', 'values', 'timeout']);
    expect(nameProblem('a b', [])).toMatch('Letters');
    expect(nameProblem('a', ['a'])).toMatch('already');
  });
});
