/**
 * Fails on a raw colour outside the tokens, and on a `var(--x)` that nobody declares.
 * Run: node client/check-tokens.mjs
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, 'src');
/** The one file that may hold colours, and the one that hands them on to Angular Material under its names. */
const palette = 'app/ui/tokens.css';
const deciding = [palette, 'app/ui/material-theme.css'];

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => /\.(css|html|ts)$/.test(name) && !name.endsWith('.spec.ts'))
  .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));

const declarations = /(--[\w-]+)\s*:/g;
const bindings = /style\.(--[\w-]+)/g;
const uses = /var\(\s*(--[\w-]+)/g;
const colours =
  /#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|light-dark)\(|(?:color|background|fill|stroke|border(?:-\w+)*)\s*:\s*(?:[\w.]+\s+)*(?:black|white|red|green|blue|orange|yellow|purple|gr[ae]y)\b/gi;

const matches = (text, pattern) => [...text.matchAll(pattern)];
const isComment = (line) => /^\s*(\/\/|\/?\*)/.test(line);

const declared = new Set(
  files
    .filter(({ name }) => deciding.includes(name))
    .flatMap(({ text }) => matches(text, declarations).map((match) => match[1])),
);

const problems = [];
for (const { name, text } of files) {
  const own = new Set(
    [...matches(text, declarations), ...matches(text, bindings)].map((match) => match[1]),
  );
  text.split('\n').forEach((line, index) => {
    const at = `${relative(process.cwd(), join(root, name))}:${index + 1}`;
    for (const [, used] of matches(line, uses))
      if (!declared.has(used) && !own.has(used)) problems.push(`${at} undeclared ${used}`);
    if (name === palette || isComment(line) || /\bhref="#|&#/.test(line)) return;
    for (const [colour] of matches(line, colours)) problems.push(`${at} raw colour ${colour}`);
  });
}

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
} else {
  console.log(`Tokens: ${declared.size} declared, ${files.length} files checked, nothing astray.`);
}
