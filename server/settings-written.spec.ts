import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingDefinitions } from './setting-definitions.ts';
import { packageFolder } from './version.ts';

describe('what is written about the settings', () => {
  const textOf = (file: string) => readFileSync(join(packageFolder, file), 'utf8');
  const defined = Object.entries(settingDefinitions)
    .map(([name, setting]) => [name, setting.default])
    .sort();
  const [ofProduct = '', ofCompose = ''] = textOf('.env.example').split('# --- Docker Compose');
  const examplesIn = (text: string) =>
    [...text.matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value] as const);

  it('the example file names each with its default', () => {
    expect(examplesIn(ofProduct).sort()).toEqual(defined);
  });

  it('the README names each with its default', () => {
    const section = textOf('README.md')
      .split(/^## /m)
      .find((part) => part.startsWith('Settings'));
    const rows = [...section!.matchAll(/^\| `([A-Z_]+)` +\| (?:`([^`]+)`|–) +\| \S/gm)];
    expect(rows.map(([, name, value = '']) => [name, value]).sort()).toEqual(defined);
  });

  it('Compose hands each to the container', () => {
    const compose = textOf('docker-compose.yml');
    const handed = [...compose.matchAll(/^ {6}([A-Z_]+): /gm)].map(([, name]) => name);
    expect(handed).toEqual(expect.arrayContaining(defined.map(([name]) => name)));
  });

  it('Compose has the defaults that the example file states', () => {
    const stated = new Map([...examplesIn(ofProduct), ...examplesIn(ofCompose)]);
    const used = [...textOf('docker-compose.yml').matchAll(/\$\{([A-Z_]+):-([^${}]*)\}/g)];
    // Empty leaves it to the product.
    const differing = used.filter(([, name, value]) => value && stated.get(name) !== value);
    expect(differing.map(([text]) => text)).toEqual([]);
    // Read in place of another one, of which the example file says so.
    const inPlace = ['HERMES_ADMIN_COOKIE_NAME', 'HERMES_WEBUI_COOKIE_NAME'];
    const unstated = used.filter(([, name]) => !stated.has(name)).map(([, name]) => name);
    expect(unstated).toEqual(inPlace);
    for (const name of inPlace) expect(ofProduct).toContain(name);
  });
});
