import { SourceUnusable } from './plugins.errors.ts';

/** Where a plugin is cloned from. */
export interface PluginSource {
  readonly url: string;
  /** Of the repository; `null`: all of it is the plugin. */
  readonly folder: string | null;
  /** What Hermes calls a plugin whose manifest has no name. */
  readonly name: string;
  readonly warnings: readonly string[];
}

const schemes = ['https://', 'http://', 'ssh://', 'git@', 'file://'];

/**
 * An identifier as `hermes plugins install` takes it: `owner/repo`, also with a folder behind it, is on GitHub; of an
 * address the folder follows `#` or `.git/`. Throws {@link SourceUnusable} for what Hermes would refuse, for addresses
 * that hold a password, and for those of web pages.
 */
export function readSource(identifier: string): PluginSource {
  const { url, folder } = schemes.some((scheme) => identifier.startsWith(scheme))
    ? partsOf(identifier)
    : onGitHub(identifier);
  if (/^[a-z]+:\/\/[^/]*@/.test(url) && !/^ssh:\/\/[\w.-]+@/.test(url))
    throw new SourceUnusable(
      'The address holds a password, which would stay in logs and files. Let Git know it in another way.',
    );
  if (folder?.split('/').some((part) => ['', '.', '..'].includes(part)))
    throw new SourceUnusable('The folder does not lie in the repository.');
  const repository = url.replace(/\/+$/, '').replace(/\.git$/, '');
  const name = (folder ?? repository).split(/[/:]/).at(-1)!;
  if (!/^[\w][\w.-]*$/.test(name)) throw new SourceUnusable('The address names no repository.');
  return { url, folder, name, warnings: warningsOf(url) };
}

function partsOf(identifier: string): Pick<PluginSource, 'url' | 'folder'> {
  if (/^https:\/\/github\.com\/[^/]+\/[^/]+\/(tree|blob|commit|releases|pull)\//.test(identifier))
    throw new SourceUnusable(
      'This is the address of a web page. Take owner/repo/folder, or the address of the repository.',
    );
  const [, withHash, behindHash] = /^([^#]*)#(.*)$/.exec(identifier) ?? [];
  if (withHash !== undefined) return { url: withHash, folder: trimmed(behindHash!) };
  const [, address, behind] = /^(.*?\.git)\/(.*)$/.exec(identifier) ?? [];
  if (address !== undefined) return { url: address, folder: trimmed(behind!) };
  return { url: identifier, folder: null };
}

function onGitHub(identifier: string): Pick<PluginSource, 'url' | 'folder'> {
  const [owner = '', repository = '', ...rest] = identifier.split('/').filter((part) => part);
  if (!/^[\w.-]+$/.test(owner) || !/^[\w.-]+(?<!\.git)$/.test(repository))
    throw new SourceUnusable(
      'Take the address of a Git repository, or owner/repo without .git, also with a folder behind it.',
    );
  return {
    url: `https://github.com/${owner}/${repository}.git`,
    folder: rest.length === 0 ? null : rest.join('/'),
  };
}

const trimmed = (folder: string): string | null => folder.replace(/^\/+|\/+$/g, '') || null;

function warningsOf(url: string): string[] {
  if (url.startsWith('http://'))
    return [
      'It is fetched without encryption: whoever is on the way can put something else there.',
    ];
  if (url.startsWith('file://')) return ['It is taken from a folder of the server.'];
  return [];
}
