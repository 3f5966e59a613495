import { Injectable } from '@nestjs/common';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { HermesHome } from '../hermes-home.ts';
import { defaultBoard } from './board-places.ts';

/** Some files of each are read. */
const mostProfiles = 30;

/** Workers are profiles, each with secrets of its own, which may stand in whatever is told of their tasks. */
@Injectable()
export class WorkerSecrets {
  constructor(
    private readonly home: HermesHome,
    private readonly secrets: KnownSecrets,
  ) {}

  /** Takes out those of the root and of these profiles, as far as they are there; of very many, of the first ones. */
  async maskFor(workers: readonly (string | null)[]): Promise<(text: string) => string> {
    const there = new Set(await this.home.profiles());
    const names = [...new Set(workers)].filter((name) => name !== null && there.has(name));
    const lists = await Promise.all(
      names.slice(0, mostProfiles).map((name) => this.secrets.list(name!)),
    );
    return this.secrets.maskFor(defaultBoard, lists.flat());
  }
}
