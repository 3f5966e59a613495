import { relative, sep } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { watch } from 'chokidar';
import { HermesHome } from './hermes-home.ts';
import { kindsOf } from './hermes-kinds.ts';
import type { HermesKind } from './hermes.contract.ts';

/** Hermes writes its database all the time while it works; pages need not read again more often than this. */
const tellEveryMs = 1000;
/** Each watched folder costs one of the system's watches. */
const mostProfiles = 50;
/** `profiles/<id>/skills/<category>/<name>/SKILL.md` */
const deepest = 5;

export interface HermesChange {
  readonly profile: string;
  readonly kinds: readonly HermesKind[];
}

/**
 * Tells what changes on disk in the homes of Hermes, in batches, as long as somebody listens: of the root's own home and
 * of the first fifty profiles. Only where a pane's files lie is looked; links are not followed.
 */
@Injectable()
export class ChangeWatcher {
  private readonly logger = new Logger('Hermes files');

  constructor(private readonly home: HermesHome) {}

  /** Answers the end of it. */
  observe(tell: (change: HermesChange) => void): () => void {
    const pending = new Map<string, Set<HermesKind>>();
    const timer = setInterval(() => {
      for (const [profile, kinds] of pending) tell({ profile, kinds: [...kinds] });
      pending.clear();
    }, tellEveryMs);
    timer.unref();
    const note = (path: string) => {
      const [profile, inHome] = this.placeOf(path);
      for (const kind of kindsOf(inHome)) {
        const kinds = pending.get(profile) ?? new Set();
        pending.set(profile, kinds.add(kind));
      }
    };
    const watched = new Set<string>();
    const watcher = watch(this.home.rootOf('hermes'), {
      ignoreInitial: true,
      followSymlinks: false,
      depth: deepest,
      ignored: (path) => this.isOfNoPane(path, watched),
    });
    watcher.on('all', (_event, path) => note(path));
    watcher.on('error', (error) => this.logger.warn(`Changes may be missed: ${String(error)}`));
    return () => {
      clearInterval(timer);
      void watcher.close();
    };
  }

  private isOfNoPane(path: string, watched: Set<string>): boolean {
    const [profile, inHome] = this.placeOf(path);
    if (profile !== 'default' && !watched.has(profile)) {
      if (watched.size >= mostProfiles) return true;
      watched.add(profile);
    }
    return inHome !== '' && kindsOf(inHome).length === 0;
  }

  /** The profile, and the path in its home with slashes. */
  private placeOf(path: string): [profile: string, inHome: string] {
    const parts = relative(this.home.rootOf('hermes'), path).split(sep);
    if (parts[0] === 'profiles' && parts.length > 1) return [parts[1]!, parts.slice(2).join('/')];
    return ['default', parts.join('/')];
  }
}
