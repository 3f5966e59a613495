import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Settings } from '../settings.ts';
import { HermesHome } from '../hermes-state/hermes-home.ts';
import { testSettings } from './test-settings.ts';

/** A home of Hermes in a temporary folder, with its siblings' folders beside it, filled by the test. */
export interface HermesHomeFixture {
  readonly folder: string;
  readonly settings: Settings;
  readonly home: HermesHome;
  /** The path on this machine of something below the home's folder, such as `.hermes/config.yaml`. */
  at(path: string): string;
  /** Objects are written as JSON. Answers where it lies. */
  put(path: string, content: unknown, mode?: number): Promise<string>;
  text(path: string): Promise<string>;
  remove(): Promise<void>;
}

export async function createHermesHome(): Promise<HermesHomeFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'hcp-home-'));
  const at = (path: string) => join(folder, path);
  await mkdir(at('.hermes'));
  const settings = testSettings({
    hermesHome: at('.hermes'),
    codexHome: at('.codex'),
    claudeConfigDir: at('.claude'),
    geminiHome: at('.gemini'),
  });
  return {
    folder,
    settings,
    home: new HermesHome(settings),
    at,
    async put(path, content, mode = 0o600) {
      await mkdir(dirname(at(path)), { recursive: true });
      const isRaw = typeof content === 'string' || Buffer.isBuffer(content);
      await writeFile(at(path), isRaw ? content : JSON.stringify(content, null, 2));
      await chmod(at(path), mode);
      return at(path);
    },
    text: (path) => readFile(at(path), 'utf8'),
    async remove() {
      await rm(folder, { recursive: true, force: true });
      await rm(settings.dataDir, { recursive: true, force: true });
    },
  };
}
