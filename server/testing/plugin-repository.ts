import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A Git repository on this machine, to be cloned over `file://`. */
export interface PluginRepository {
  readonly url: string;
  /** Writes files and commits them; answers the commit. */
  commit(files: Readonly<Record<string, string>>): Promise<string>;
}

export async function createPluginRepository(folder: string): Promise<PluginRepository> {
  await mkdir(folder, { recursive: true });
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
  git('init', '--quiet', '--initial-branch=main');
  return {
    url: `file://${folder}`,
    async commit(files) {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
      git('add', '--all');
      const author = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
      git(
        ...author,
        'commit',
        '--quiet',
        '--allow-empty',
        '--no-gpg-sign',
        '--message',
        'Change it',
      );
      return git('rev-parse', 'HEAD');
    },
  };
}
