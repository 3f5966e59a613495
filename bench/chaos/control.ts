import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A product in which one mechanism is switched off. A check that such a product passes is worth nothing. */
export interface Control {
  /** What is switched off. */
  readonly name: string;
  readonly changes: readonly Change[];
  /** The rule that has to be found broken. */
  readonly breaks: string;
}

export interface Change {
  /** A compiled file below `dist`. */
  readonly file: string;
  /** Must be there exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** Makes a copy of the built product with the changes and answers its folder. Throws when a text is not there once. */
export function makeControl(control: Control, folder: string): string {
  const copy = join(folder, 'control');
  mkdirSync(join(copy, 'dist'), { recursive: true });
  for (const part of ['server', 'migrations'])
    cpSync(join('dist', part), join(copy, 'dist', part), { recursive: true });
  if (existsSync('dist/client')) symlinkSync(resolve('dist/client'), join(copy, 'dist', 'client'));
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  cpSync('package.json', join(copy, 'package.json'));
  for (const { file, find, replace } of control.changes) {
    const path = join(copy, 'dist', file);
    const text = readFileSync(path, 'utf8');
    const found = text.split(find).length - 1;
    if (found !== 1)
      throw new Error(`Control "${control.name}": ${file} holds the text ${found} times: ${find}`);
    writeFileSync(
      path,
      text.replace(find, () => replace),
    );
  }
  return copy;
}
