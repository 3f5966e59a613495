import { execFileSync } from 'node:child_process';
import { curlOf } from './audit-curl';

const record = { method: 'POST', path: '/v1/chat/completions', stream: false } as const;

describe('Request as curl', () => {
  it('asks the gateway of the request, with a key from the environment', () => {
    const command = curlOf({ ...record, prompt: '{}' }, 'http://127.0.0.1:8645/v1');
    expect(command).toContain(`curl -X POST 'http://127.0.0.1:8645/v1/chat/completions'`);
    expect(command).toContain('"authorization: Bearer $HERMES_API_KEY"');
    expect(command).not.toContain('hms_');
  });

  it('keeps a shell from reading anything into the prompt', () => {
    const prompt = `{"a":"it's $(id) \`id\` \\n \\\\ !"}`;
    const command = curlOf({ ...record, prompt }, 'http://h/v1');
    const given = execFileSync('/bin/sh', ['-c', command.replace(/^curl/, 'printf "%s\\n"')]);
    expect(given.toString()).toContain(prompt);
  });
});
