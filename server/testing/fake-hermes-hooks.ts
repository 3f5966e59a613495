import { createRequire } from 'node:module';
import { writeHermesProgram } from './fake-hermes-program.ts';

/**
 * Writes a program that behaves as `hermes hooks test|revoke|doctor` does (hermes-agent 0.19): exit code 0 whatever
 * happens, the same words, the hooks really run. A file `sabotage` beside it makes `revoke` say so and do nothing.
 */
export function writeFakeHermesHooks(file: string): Promise<string> {
  const library = createRequire(import.meta.filename).resolve('yaml');
  return writeHermesProgram(file, `const library = ${JSON.stringify(library)};\n${program}`);
}

const program = String.raw`
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { spawnSync } = require('node:child_process');
const [, profile, , verb, ...rest] = process.argv.slice(2);
const home = join(process.env.HERMES_HOME, profile === 'default' ? '.' : 'profiles/' + profile);
const config = require(library).parse(readFileSync(join(home, 'config.yaml'), 'utf8'));
const listFile = join(home, 'shell-hooks-allowlist.json');
const list = existsSync(listFile) ? JSON.parse(readFileSync(listFile, 'utf8')) : { approvals: [] };
const hooks = Object.entries(config.hooks ?? {})
  .flatMap(([event, entries]) => entries.map((entry) => ({ event, ...entry })));
const run = ({ event, command }, extra) => {
  const input = JSON.stringify({ hook_event_name: event, session_id: 'test-session', ...extra });
  const begun = performance.now();
  const { status, stdout, error } = spawnSync(command, { input, encoding: 'utf8' });
  const seconds = ((performance.now() - begun) / 1000).toFixed(3);
  return error ? { error: 'command not found' } : { status, stdout: stdout.trim(), seconds };
};
const verbs = {
  test() {
    const option = (name) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined);
    const tool = option('--for-tool');
    const file = option('--payload-file');
    const extra = file ? JSON.parse(readFileSync(file, 'utf8')) : {};
    const fitting = hooks.filter(({ event, matcher }) =>
      event === rest[0] && (!tool || !matcher || new RegExp('^(?:' + matcher + ')$').test(tool)));
    if (fitting.length === 0) return console.log('No shell hooks configured for event: ' + rest[0]);
    console.log('Firing ' + fitting.length + " hook(s) for event '" + rest[0] + "':\n");
    for (const hook of fitting) {
      console.log('  → ' + hook.command);
      const { error, status, stdout, seconds } = run(hook, extra);
      if (error) console.log('      ✗ error: ' + error);
      else console.log('      exit=' + status + '  elapsed=' + seconds + 's\n      stdout: ' + stdout + '\n      parsed: <none — hook contributed nothing to the dispatcher>');
      console.log('');
    }
  },
  revoke() {
    const kept = list.approvals.filter(({ command }) => command !== rest[0]);
    const removed = list.approvals.length - kept.length;
    if (removed === 0) return console.log('No allowlist entry found for command: ' + rest[0]);
    if (!existsSync(join(dirname(process.argv[1]), 'sabotage')))
      writeFileSync(listFile, JSON.stringify({ ...list, approvals: kept }, null, 2));
    console.log('Removed ' + removed + ' allowlist entry/entries for: ' + rest[0]);
  },
  doctor() {
    if (hooks.length === 0) return console.log('No shell hooks configured — nothing to check.');
    console.log('Checking ' + hooks.length + ' configured shell hook(s)...\n');
    let issues = 0;
    for (const { event, command } of hooks) {
      const isAllowed = list.approvals.some((each) => each.event === event && each.command === command);
      if (!isAllowed) issues++;
      console.log('  [' + event + '] ' + command + '\n      ' + (isAllowed ? '✓ allowlisted' : '✗ not allowlisted — hook will NOT fire at runtime') + '\n');
    }
    console.log(issues > 0 ? issues + ' issue(s) found.  Fix before relying on these hooks.' : 'All shell hooks look healthy.');
  },
};
verbs[verb]();
`;
