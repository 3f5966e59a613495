import { writeHermesProgram } from './fake-hermes-program.ts';

/**
 * Writes a program that does what `hermes gateway run` does (hermes-agent 0.19) under somebody who keeps it running: it
 * notes itself, lets its heart beat, refuses to be the second one, drains on SIGTERM and leaves `gateway_state.json` and
 * the heartbeat as they were, as it does when it is killed. Each start is a line of `starts.log` in the profile's home. A
 * file `mode` there says what else it does, in words: `crash`, `stubborn` (does not end on SIGTERM), `flood`, `leaves` (a
 * child behind), `silent` (notes nothing). It says what `says` holds, and
 * before it crashes what `crash` does.
 */
export function writeKeptGateway(file: string): Promise<string> {
  return writeHermesProgram(file, program);
}

const program = String.raw`
const fs = require('node:fs');
const { join } = require('node:path');
const { spawn } = require('node:child_process');
const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log('usage: hermes gateway run [-h] [-v] [--replace] [--force] [--external-supervisor]');
  process.exit(0);
}
if (args[2] !== 'gateway' || args[3] !== 'run') {
  console.error('unknown: ' + args.join(' '));
  process.exit(args[3] === 'stop' ? 0 : 2);
}
const profile = args[1];
const home = profile === 'default' ? process.env.HERMES_HOME : join(process.env.HERMES_HOME, 'profiles', profile);
const read = (name) => { try { return fs.readFileSync(join(home, name), 'utf8'); } catch { return ''; } };
const ticks = (pid) => { try { return Number(fs.readFileSync('/proc/' + pid + '/stat', 'utf8').replace(/^.*\) /s, '').split(' ')[19]); } catch { return undefined; } };
const mode = read('mode').split(/\s+/);
fs.appendFileSync(join(home, 'starts.log'), JSON.stringify({ pid: process.pid, args, names: Object.keys(process.env) }) + '\n');
const other = JSON.parse(read('gateway.pid') || '{}');
if (other.pid && ticks(other.pid) === other.start_time) {
  console.error('Gateway already running (PID ' + other.pid + ').');
  process.exit(1);
}
if (mode.includes('crash')) {
  console.error('ERROR gateway.run: no such platform' + read('crash'));
  process.exit(3);
}
// Before it says that it runs: who reads that may end it at once.
process.on('SIGTERM', () => {
  console.log('Draining.');
  if (mode.includes('stubborn')) return;
  fs.rmSync(join(home, 'gateway.pid'), { force: true });
  process.exit(1);
});
const record = { pid: process.pid, kind: 'hermes-gateway', start_time: ticks(process.pid) };
const state = (said) => fs.writeFileSync(join(home, 'gateway_state.json'), JSON.stringify({ ...record, gateway_state: said, updated_at: new Date().toISOString() }));
const beat = () => fs.writeFileSync(join(home, 'state', 'gateway.heartbeat'), JSON.stringify({ pid: process.pid, updated_at: new Date().toISOString(), monotonic: process.uptime(), start_time: Date.now() / 1000 - process.uptime() }));
if (!mode.includes('silent')) {
  fs.mkdirSync(join(home, 'state'), { recursive: true });
  beat();
  setInterval(beat, 1000);
  fs.writeFileSync(join(home, 'gateway.pid'), JSON.stringify(record));
  state('running');
}
if (mode.includes('leaves')) {
  const left = spawn('sleep', ['60'], { stdio: 'inherit' });
  fs.writeFileSync(join(home, 'left.pid'), String(left.pid));
}
console.log('Gateway is up.');
console.error('WARNING ' + read('says'));
if (mode.includes('flood')) {
  const line = 'x'.repeat(199) + '\n';
  const pour = () => { while (process.stdout.write(line.repeat(300))); process.stdout.once('drain', pour); };
  pour();
}
setInterval(() => {}, 1000);
`;
