import { writeHermesProgram } from './fake-hermes-program.ts';

/** What `hermes tools` takes for the CLI when there is no list (0.19, without credentials). */
export const defaultToolsets = [
  ...['browser', 'clarify', 'code_execution', 'computer_use', 'cronjob', 'delegation', 'file'],
  ...['image_gen', 'kanban', 'memory', 'session_search', 'skills', 'terminal', 'todo', 'tts'],
  ...['vision', 'web'],
];

/**
 * Writes a program that does to `config.yaml` what `hermes tools enable` and `disable` do (0.19): it drops comments, writes
 * an explicit list in alphabetical order, and exits with 0 also for names it does not know. With a file `lies` beside it,
 * it says that all went well and does nothing.
 */
export function writeFakeTools(file: string): Promise<string> {
  return writeHermesProgram(file, program);
}

const program = String.raw`
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const [, profile, group, verb, name, , platform = 'cli'] = process.argv.slice(2);
const home = process.env.HERMES_HOME + (profile === 'default' ? '' : '/profiles/' + profile);
const file = home + '/config.yaml';
const known = ${JSON.stringify([...defaultToolsets, 'x_search', 'spotify', 'homeassistant', 'video', 'video_gen'])};
if (group === 'prompt-size') {
  console.error('WARNING hermes_state: a warning of no consequence');
  if (existsSync(__filename + '.lies')) console.log('no size today');
  else console.log(JSON.stringify({
    platform: 'cli', model: 'anthropic/claude-sonnet-4.6', system_prompt: { chars: 9962, bytes: 10393 },
    skills_index: { chars: 803, bytes: 803 }, memory: { chars: 383, bytes: 572 }, user_profile: { chars: 293, bytes: 481 },
    tools: { count: 28, json_bytes: 48599 },
    sections: [['stable (identity/guidance/skills)', 9196, 9250], ['volatile (memory/profile/timestamp)', 764, 1141]],
  }, null, 2));
} else if (group === 'tools') {
  if (!known.includes(name)) console.log("✗ Unknown toolset '" + name + "'");
  else if (!existsSync(__filename + '.lies')) change();
  if (known.includes(name)) console.log('✓ ' + (verb === 'enable' ? 'Enabled' : 'Disabled') + ': ' + name);
} else {
  console.error('unknown: ' + process.argv.slice(2).join(' '));
  process.exit(2);
}

function change() {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line)).map((line) => line.replace(/\s+#.*$/, ''));
  const at = lines.findIndex((line) => line.startsWith('platform_toolsets:'));
  const lists = {};
  if (at !== -1) {
    let end = at + 1;
    let current;
    for (; end < lines.length && /^\s+\S/.test(lines[end]); end++) {
      const key = /^  (\w+):\s*(\[\])?$/.exec(lines[end]);
      if (key) lists[(current = key[1])] = [];
      else lists[current].push(lines[end].trim().slice(2));
    }
    lines.splice(at, end - at);
  }
  const list = new Set(lists[platform] ?? known.slice(0, ${defaultToolsets.length}));
  if (verb === 'enable') list.add(name);
  else list.delete(name);
  list.delete('no_mcp');
  lists[platform] = [...list].sort();
  while (lines.at(-1) === '') lines.pop();
  lines.push('platform_toolsets:');
  for (const [key, names] of Object.entries(lists)) lines.push('  ' + key + ':', ...names.map((each) => '    - ' + each));
  writeFileSync(file, lines.join('\n') + '\n');
}
`;
