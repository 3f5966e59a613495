import { readConfined } from '../read-confined.ts';
import type { PluginGit } from './plugins.contract.ts';

const mostBytes = 262_144;
const commitShape = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** What a `.git` folder says, read without Git, which would also read its settings and run what they name. */
export async function readGit(root: string, folder: string): Promise<PluginGit> {
  const read = async (path: string) => {
    const file = await readConfined(root, `${folder}/.git/${path}`, mostBytes);
    return file.status === 'present' ? file.value : '';
  };
  const head = (await read('HEAD')).trim();
  const ref = /^ref: (refs\/[\w./-]{1,200})$/.exec(head)?.[1];
  const isSound = ref !== undefined && !ref.split('/').includes('..');
  const commit = isSound
    ? (await read(ref)).trim() || packedCommit(await read('packed-refs'), ref)
    : head;
  return {
    commit: commitShape.test(commit) ? commit : null,
    branch: isSound ? ref.replace(/^refs\/heads\//, '') : null,
    source: originIn(await read('config')),
  };
}

function packedCommit(packed: string, ref: string): string {
  const line = packed.split('\n').find((each) => each.endsWith(` ${ref}`));
  return line?.split(' ')[0] ?? '';
}

/** The URL of the remote `origin`. */
function originIn(config: string): string | null {
  const section = /^\s*\[remote "origin"\][^\n]*\n([^[]*)/m.exec(config)?.[1] ?? '';
  const url = /^\s*url\s*=\s*"?([^\s"]{1,500})"?\s*$/m.exec(section)?.[1];
  return url === undefined ? null : withoutCredentials(url);
}

/** An address without user, password and query, which may be a secret. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1').replace(/\?[^#]*/, '');
}
