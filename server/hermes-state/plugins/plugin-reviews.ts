import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { describeCall } from '../../admin-events/admin-call.ts';
import { hermesEnvironment } from '../../hermes-process/hermes-environment.ts';
import type { Settings } from '../../settings.ts';
import { SETTINGS } from '../../settings-token.ts';
import { CommandRun } from '../commands/command-run.ts';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { HermesHome } from '../hermes-home.ts';
import { readManifest } from './plugin-manifest.ts';
import { isListedAsEnabled } from './plugin-settings.ts';
import { readSource, type PluginSource } from './plugin-source.ts';
import type { PluginReview, Plugins } from './plugins.contract.ts';
import { SourceUnusable } from './plugins.errors.ts';
import { PluginsReader } from './plugins-reader.ts';

/** Hermes' own limit for a clone. */
const cloneMs = 60_000;
const readMs = 20_000;
const mostFiles = 500;
const longestReadme = 50_000;
/** No question at a terminal, no other way of transport, nothing that a repository or a template brings along is run. */
const gitSettings = [
  'core.hooksPath=/dev/null',
  'core.quotePath=false',
  'protocol.ext.allow=never',
  // Git would send the headers of its settings, `http.extraHeader`, there as well.
  'http.followRedirects=false',
];
const gitEnvironment = {
  LC_ALL: 'C.UTF-8',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: 'true',
  GIT_SSH_COMMAND: 'ssh -oBatchMode=yes',
  GIT_ALLOW_PROTOCOL: 'https:http:ssh:file',
};

type Git = (...args: readonly string[]) => Promise<string>;

/**
 * Looks at what an installation would bring: the newest commit without its history, in a repository without files, so
 * that nothing of it is unpacked or run.
 */
@Injectable()
export class PluginReviews {
  constructor(
    private readonly home: HermesHome,
    private readonly reader: PluginsReader,
    private readonly secrets: KnownSecrets,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Throws {@link SourceUnusable} and, for a profile that is not there, `NotFound`. */
  async review(profile: string, identifier: string): Promise<PluginReview> {
    const source = readSource(identifier);
    describeCall({ target: { kind: 'hermes_plugin', id: source.url, name: source.url } });
    const plugins = await this.reader.read(profile);
    const mask = await this.secrets.maskFor(profile);
    const parent = join(this.settings.dataDir, 'tmp');
    await mkdir(parent, { recursive: true, mode: 0o700 });
    const folder = await mkdtemp(join(parent, 'plugin-'));
    try {
      await this.run(['clone', ...cloneOptions, '--', source.url, folder], cloneMs, mask);
      const git: Git = (...args) => this.run(['-C', folder, ...args], readMs, mask);
      return await reviewOf({ profile, identifier, source, plugins, git });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async run(
    args: readonly string[],
    timeoutMs: number,
    mask: (text: string) => string,
  ): Promise<string> {
    const settings = gitSettings.flatMap((each) => ['-c', each]);
    const run = new CommandRun('git', [...settings, ...args], {
      env: { ...hermesEnvironment(this.home.rootOf('hermes')), ...gitEnvironment },
      timeoutMs,
      mask,
    });
    const result = await run.ended.catch((error: NodeJS.ErrnoException) => {
      throw new SourceUnusable(`Git, which Hermes needs for this, cannot be run: ${error.code}.`);
    });
    if (result.timedOut) throw new SourceUnusable('Git was not answered in time.');
    if (/returned error: 3\d\d\b/.test(result.stderr))
      throw new SourceUnusable(
        'It sends elsewhere, which is not followed. Take the address it sends to, often the one with .git at its end.',
      );
    if (result.exitCode !== 0)
      throw new SourceUnusable(`Git could not read it: ${lastLine(result.stderr)}`);
    return result.stdout;
  }
}

const cloneOptions = [
  '--quiet',
  '--bare',
  '--depth=1',
  '--single-branch',
  '--no-tags',
  '--filter=blob:none',
  '--template=',
];

async function reviewOf(of: {
  readonly profile: string;
  readonly identifier: string;
  readonly source: PluginSource;
  readonly plugins: Plugins;
  readonly git: Git;
}): Promise<PluginReview> {
  const { profile, identifier, source, plugins, git } = of;
  const commit = (await git('rev-parse', 'HEAD')).trim();
  const tree = source.folder === null ? 'HEAD' : `HEAD:${source.folder}`;
  const files = (await git('ls-tree', '-r', '--name-only', '--full-tree', tree))
    .split('\n')
    .filter((file) => file !== '');
  const manifestFile = ['plugin.yaml', 'plugin.yml'].find((name) => files.includes(name)) ?? null;
  const textOf = (file: string) =>
    git('cat-file', 'blob', source.folder === null ? `HEAD:${file}` : `${tree}/${file}`);
  const value = manifestFile === null ? '' : await textOf(manifestFile);
  const { manifest, problems } = readManifest(
    manifestFile ?? 'plugin.yaml',
    { status: 'present', value },
    source.name,
  );
  const readmeFile = files.find((file) => /^readme(\.md)?$/i.test(file));
  const { name } = manifest;
  const isInstalled = plugins.plugins.some(
    (plugin) => plugin.origin !== 'bundled' && plugin.key === name,
  );
  const isListed = isListedAsEnabled(plugins, name);
  return {
    profile,
    identifier,
    url: source.url,
    folder: source.folder,
    commit,
    manifest,
    manifestFile,
    files: files.slice(0, mostFiles),
    isCut: files.length > mostFiles,
    readme:
      readmeFile === undefined ? null : (await textOf(readmeFile)).slice(0, longestReadme) || null,
    warnings: [
      ...source.warnings,
      ...problems,
      ...(files.includes('__init__.py')
        ? []
        : ['There is no __init__.py: Hermes would load nothing.']),
      ...(isListed ? [`config.yaml lists ${name} as enabled already: it would load at once.`] : []),
      ...(plugins.plugins.some((plugin) => plugin.origin === 'bundled' && plugin.key === name)
        ? [`It would take the place of the plugin ${name} that comes with Hermes.`]
        : []),
    ],
    isInstalled,
    isListedAsEnabled: isListed,
    refusal: refusalOf(name, manifestFile),
  };
}

/** As Hermes refuses names, and what the console could not confirm afterwards. */
function refusalOf(name: string, manifestFile: string | null): string | null {
  if (manifestFile === null)
    return 'There is no plugin.yaml: Hermes would put it down, but never list it as a plugin.';
  return /^[\w][\w.-]{0,99}$/.test(name) && !name.includes('..')
    ? null
    : 'Its name cannot be the name of a folder: Hermes refuses it.';
}

const lastLine = (text: string): string =>
  text.trim().split('\n').at(-1)?.slice(0, 500) || 'it said nothing';
