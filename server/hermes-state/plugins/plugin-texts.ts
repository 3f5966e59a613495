import { Injectable } from '@nestjs/common';
import { NotFound } from '../../http/domain-error.ts';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { maskOf, programMask } from '../hooks/hook-masks.ts';
import { listConfined, openConfined, readConfined } from '../read-confined.ts';
import { sourceOf } from '../state-file.ts';
import type { PluginFiles, PluginQuery, PluginText, PluginTextQuery } from './plugins.contract.ts';
import { PluginsReader } from './plugins-reader.ts';

const mostFiles = 500;
const deepest = 6;
/** In bytes: looking for secrets in a text takes its time. */
const largestShown = 65_536;
/** What nobody wrote by hand, and what holds the password of a remote. */
const leftOut = new Set(['.git', '__pycache__', 'node_modules', '.venv', 'venv']);
/** Files of settings: what is a secret there is told by the names of keys. */
const settingsFile = /(^|\/)\.env[^/]*$|\.(ya?ml|json|toml|ini|cfg|env)$/i;

/** The files of a plugin, to read. Whatever looks like a secret in them is masked. */
@Injectable()
export class PluginTexts {
  constructor(
    private readonly reader: PluginsReader,
    private readonly secrets: KnownSecrets,
  ) {}

  /** Throws {@link NotFound}. */
  async files({ profile, plugin }: PluginQuery): Promise<PluginFiles> {
    const { root, folder } = await this.reader.locate(profile, plugin);
    const items: { path: string; bytes: number }[] = [];
    let isCut = false;
    const visit = async (below: string, depth: number): Promise<void> => {
      const list = await listConfined(root, below === '' ? folder : `${folder}/${below}`);
      if (list.status !== 'present') {
        isCut = true;
        return;
      }
      isCut ||= list.value.isCut;
      for (const { name, kind, bytes } of list.value.entries) {
        if (leftOut.has(name)) continue;
        const path = below === '' ? name : `${below}/${name}`;
        if (kind === 'file' && items.length < mostFiles) items.push({ path, bytes });
        else if (kind === 'folder' && depth < deepest) await visit(path, depth + 1);
        else isCut = true;
      }
    };
    await visit('', 0);
    return { plugin, items, isCut };
  }

  /** Throws {@link NotFound}, also for what {@link files} leaves out. */
  async text({ profile, plugin, file }: PluginTextQuery): Promise<PluginText> {
    const { root, folder } = await this.reader.locate(profile, plugin);
    if (file.split('/').some((part) => leftOut.has(part))) throw new NotFound(`The file ${file}`);
    const path = `${folder}/${file}`;
    const [text, facts] = await Promise.all([
      readConfined(root, path, largestShown),
      factsOf(root, path),
    ]);
    const shown = text.status === 'present' ? await this.masked(profile, file, text.value) : null;
    return {
      plugin,
      path: file,
      ...sourceOf(path, text),
      text: shown,
      bytes: facts?.bytes ?? null,
      modifiedAt: facts?.modifiedAt ?? null,
    };
  }

  private async masked(profile: string, file: string, text: string): Promise<string> {
    const mask = settingsFile.test(file)
      ? await maskOf(this.secrets, profile, text)
      : await programMask(this.secrets, profile);
    return mask(text);
  }
}

async function factsOf(root: string, path: string) {
  const opened = await openConfined(root, path);
  if (opened.status !== 'present') return undefined;
  await opened.value.handle.close();
  return opened.value.facts;
}
