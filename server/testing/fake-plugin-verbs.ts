import { join } from 'node:path';
import { writeHermesProgram } from './fake-hermes-program.ts';

/**
 * Writes a program whose `plugins` verbs do to the home what those of hermes-agent 0.19 do: `config.yaml` is written anew
 * without comments, `enable` without a flag takes the permission to override tools away, `install` clones. Of a plugin
 * called `stubborn` they say that it is done and do nothing. Its calls are in `<file>.calls`.
 */
export function writePluginVerbs(file: string): Promise<string> {
  const yaml = JSON.stringify(join(process.cwd(), 'node_modules', 'yaml'));
  return writeHermesProgram(file, `const YAML = require(${yaml});\n${program}`);
}

const program = String.raw`
const fs = require('node:fs');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const [, profile, group, verb, name, ...rest] = process.argv.slice(2);
fs.appendFileSync(process.argv[1] + '.calls', process.argv.slice(2).join(' ') + '\n');
const root = process.env.HERMES_HOME;
const home = profile === 'default' ? root : path.join(root, 'profiles', profile);
const plugins = path.join(home, 'plugins');
const config = path.join(home, 'config.yaml');
const fail = (text) => { console.log(text); process.exit(1); };
const git = (...args) => execFileSync('git', args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
const manifestOf = (folder) => YAML.parse(fs.readFileSync(path.join(folder, 'plugin.yaml'), 'utf8')) ?? {};
const change = (work) => {
  const value = (fs.existsSync(config) && YAML.parse(fs.readFileSync(config, 'utf8'), { version: '1.1' })) || {};
  value.plugins ??= {};
  value.plugins.enabled ??= [];
  value.plugins.disabled ??= [];
  work(value.plugins);
  delete value.forgotten;
  fs.writeFileSync(config, YAML.stringify(value, { indentSeq: true }));
};
const without = (list) => list.filter((each) => each !== name);
const set = (on, key = name) => change((all) => {
  all.enabled = without(all.enabled).concat(on ? key : []);
  all.disabled = without(all.disabled).concat(on ? [] : key);
});
if (group !== 'plugins') fail('not faked: ' + group);
const folder = path.join(plugins, name);
if (name === 'stubborn') { console.log('✓ Plugin stubborn ' + verb + 'd.'); process.exit(0); }
const require_ = () => {
  if (!fs.existsSync(folder)) fail("Error: Plugin '" + name + "' not found in " + plugins + '.');
};
if (verb === 'enable') {
  if (!fs.existsSync(folder)) fail("Plugin '" + name + "' is not installed or bundled.");
  set(true);
  console.log('✓ Plugin ' + name + ' enabled. Takes effect on next session.');
  const grant = rest.includes('--allow-tool-override');
  change((all) => { all.entries ??= {}; (all.entries[name] ??= {}).allow_tool_override = grant; });
} else if (verb === 'disable') {
  require_();
  set(false);
  console.log('⊘ Plugin ' + name + ' disabled. Takes effect on next session.');
} else if (verb === 'remove') {
  require_();
  fs.rmSync(folder, { recursive: true });
  console.log('✗ Plugin ' + name + ' removed from ' + plugins);
} else if (verb === 'update') {
  require_();
  console.log(git('-C', folder, 'pull', '--quiet', '--ff-only') || 'Updated.');
} else if (verb === 'install') {
  const [url, below = ''] = name.split('#');
  const clone = fs.mkdtempSync(path.join(root, '.install-'));
  try { git('clone', '--quiet', '--depth', '1', url, clone); } catch (error) { fail('Error: Git clone failed:\n' + error.stderr); }
  const source = path.join(clone, below);
  const target = path.join(plugins, manifestOf(source).name ?? path.basename(source));
  if (fs.existsSync(target) && !rest.includes('--force')) fail("Error: Plugin '" + path.basename(target) + "' already exists.");
  fs.mkdirSync(plugins, { recursive: true });
  fs.rmSync(target, { recursive: true, force: true });
  fs.renameSync(source, target);
  fs.rmSync(clone, { recursive: true, force: true });
  if (rest.includes('--enable')) change((all) => all.enabled.push(path.basename(target)));
  console.log('Plugin installed.');
} else fail('unknown verb ' + verb);
`;
