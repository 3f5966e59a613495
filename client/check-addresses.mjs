/**
 * Fails on an address that leads to the root of the host: below a sub-path the console is not there. `HttpClient`, router
 * links and the router know where they are; whatever else a browser follows goes through `app/ui/base-path.ts`.
 * Run: node client/check-addresses.mjs
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, 'src', 'app');
/** Files that may name the origin or leave the page, because they look at the whole address. */
const deciding = [
  'ui/base-path.ts',
  'ui/load-failure.ts',
  'ui/markdown.ts',
  'session/same-origin-path.ts',
  // What it leaves for is the proxy's.
  'shell/sign-out.ts',
];

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => /\.(html|ts)$/.test(name) && !/\.spec\.ts$|^testing\//.test(name))
  .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));

const rules = [
  {
    problem: 'a path from the root of the host in a template; bind it to what atBase() makes',
    pattern: /<[^>]*\s(?:href|src|action|formaction)="\/[^>]*>/g,
  },
  {
    problem: 'bound to something that is not called an address; its method calls atBase()',
    pattern: /<[^>]*\[(?:attr\.)?(?:href|src)\]="(?![^"]*[aA]ddress)[^>]*>/g,
    // Another site, which is not told where its visitors come from.
    isFine: (tag) => tag.includes('noreferrer'),
  },
  {
    problem: 'a request or an address without atBase() or publicAddress()',
    pattern:
      /\b(?:fetch|[eE]ventSource|WebSocket|Worker|sendBeacon|window\.open|location\.(?:assign|replace))\((?!atBase\()|\blocation\.origin\b|\blocation\.href = /g,
    isDecided: true,
  },
  {
    problem: 'an address without atBase() or publicAddress()',
    // A method up to its end, or a property up to the next member.
    pattern:
      /^ {2}(?:(?:protected|private|readonly) )*\w*[aA]ddress(?:Of)?(?:\(.*\)(?:: string)? \{[^]*?\n {2}\}| = (?:[^\n]*\{\n[^]*?\n {2}\}\)|[^]*?);\n)/gm,
    isFine: (member) =>
      !/['`]\/|\$\{\w*[pP]ath\}/.test(member) || /\b(?:atBase|publicAddress)\(/.test(member),
  },
];

const problems = files.flatMap(({ name, text }) =>
  rules
    .filter(({ isDecided }) => !(isDecided && deciding.includes(name)))
    .flatMap(({ problem, pattern, isFine }) =>
      [...text.matchAll(pattern)]
        .filter(([found]) => !isFine?.(found))
        .map(({ 0: found, index }) => {
          const line = text.slice(0, index).split('\n').length;
          const start = found.trim().split('\n')[0];
          return `${relative(process.cwd(), join(root, name))}:${line} ${problem}: ${start}`;
        }),
    ),
);

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
} else {
  console.log(`Addresses: ${files.length} files checked, none leads past the base.`);
}
