import type { Control } from './control.ts';
import { Findings } from './figures.ts';
import type { Scenario, Size } from './scenario.ts';
import { scenarios } from './scenarios/index.ts';
import { World } from './world.ts';

/**
 * Runs scenarios against the built product in real processes and says, in a line each, what came of it. `--control` runs
 * them against products in which the mechanism under test is switched off; there, the check has to find the fault.
 */
interface Options {
  readonly chosen: readonly Scenario[];
  readonly seed: number;
  readonly size: Size;
  readonly withControls: boolean;
}

let open: World | undefined;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  let failures = 0;
  for (const scenario of options.chosen) {
    const controls = options.withControls ? scenario.controls : [undefined];
    for (const control of controls) if (!(await runOnce(scenario, control, options))) failures++;
  }
  process.exitCode = failures > 0 ? 1 : 0;
}

/** Answers whether it came out as it should. */
async function runOnce(
  scenario: Scenario,
  control: Control | undefined,
  { seed, size }: Options,
): Promise<boolean> {
  const startedMs = performance.now();
  const findings = new Findings();
  let broken: unknown;
  try {
    open = await World.open(seed, control);
    await scenario.run(open, findings, size);
  } catch (error) {
    broken = error;
  }
  const isGood =
    broken === undefined &&
    (control
      ? findings.violations.some(({ rule }) => rule === control.breaks)
      : findings.violations.length === 0);
  const folder = open?.folder;
  await open?.close({ keepFolder: !isGood });
  open = undefined;
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  const verdict = control
    ? isGood
      ? `control ok ("${control.breaks}" was found broken)`
      : `CONTROL FAILED ("${control.breaks}" was not found broken)`
    : isGood
      ? 'pass'
      : 'FAIL';
  const title = control ? `${scenario.name}, control: ${control.name}` : scenario.name;
  say(`${title} · seed ${seed} · ${size} · ${seconds} s · ${findings.line()} · ${verdict}`);
  if (!isGood || control)
    for (const { rule, what } of findings.violations) say(`  ${rule}: ${what}`);
  if (broken !== undefined) say(`  ${(broken as Error).stack ?? String(broken)}`);
  if (!isGood) say(`  History and logs: ${folder}`);
  return isGood;
}

function readOptions(args: readonly string[]): Options {
  const names: string[] = [];
  const flags = new Set<string>();
  let seed = Math.floor(Math.random() * 1_000_000);
  for (let index = 0; index < args.length; index++) {
    const text = args[index]!;
    if (text === '--seed') seed = Number(args[++index]);
    else if (text.startsWith('--')) flags.add(text);
    else names.push(text);
  }
  const known = scenarios.map(({ name }) => name);
  const unknown = [
    ...names.filter((name) => name !== 'all' && !known.includes(name)),
    ...[...flags].filter((flag) => !['--short', '--control'].includes(flag)),
  ];
  if (names.length === 0 || unknown.length > 0 || !Number.isInteger(seed)) {
    say(`Use: run.js <scenario…|all> [--seed N] [--short] [--control]`);
    for (const { name, about } of scenarios) say(`  ${name.padEnd(20)} ${about}`);
    process.exit(2);
  }
  return {
    chosen: scenarios.filter(({ name }) => names.includes('all') || names.includes(name)),
    seed,
    size: flags.has('--short') ? 'short' : 'full',
    withControls: flags.has('--control'),
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    const over = open ? open.close({ keepFolder: true }) : Promise.resolve();
    void over.finally(() => process.exit(130));
  });

await main();
