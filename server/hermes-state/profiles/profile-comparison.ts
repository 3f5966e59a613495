import { Injectable } from '@nestjs/common';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { HermesHome } from '../hermes-home.ts';
import type { SourceFile } from '../hermes.contract.ts';
import { sourceOf } from '../state-file.ts';
import { maskedConfig, maskedEnvironment } from './masked-config.ts';
import type { Compared, CompareQuery } from './profiles.contract.ts';

interface Side {
  readonly text: string;
  readonly problems: readonly SourceFile[];
}

/** What differs between two profiles: configuration, names of the environment, SOUL.md. No secret leaves whole. */
@Injectable()
export class ProfileComparison {
  constructor(
    private readonly home: HermesHome,
    private readonly secrets: KnownSecrets,
  ) {}

  /** Throws `NotFound`. */
  async compare({ a, b }: CompareQuery): Promise<Compared> {
    for (const profile of [a, b]) await this.home.requireProfile(profile);
    const [before, after] = await Promise.all([this.sidesOf(a), this.sidesOf(b)]);
    const files = ['config.yaml', '.env', 'SOUL.md'].map((name, index) => ({
      name,
      before: before[index]!.text,
      after: after[index]!.text,
      problems: [...before[index]!.problems, ...after[index]!.problems],
    }));
    return { a, b, files };
  }

  private async sidesOf(profile: string): Promise<Side[]> {
    const mask = await this.secrets.maskFor(profile);
    const at = (path: string) => this.home.pathIn(profile, path);
    const [config, environment, soul] = await Promise.all([
      this.home.readYaml('hermes', at('config.yaml')),
      this.home.readText('hermes', at('.env')),
      this.home.readText('hermes', at('SOUL.md')),
    ]);
    const broken = config.status === 'present' && config.value.isBroken;
    return [
      {
        text: config.status === 'present' && !broken ? maskedConfig(config.value.value, mask) : '',
        problems: broken
          ? [{ file: at('config.yaml'), status: 'unreadable', reason: 'not_yaml' }]
          : absentOrUnreadable(sourceOf(at('config.yaml'), config)),
      },
      {
        text: environment.status === 'present' ? maskedEnvironment(environment.value) : '',
        problems: absentOrUnreadable(sourceOf(at('.env'), environment)),
      },
      {
        text: soul.status === 'present' ? mask(soul.value) : '',
        problems: absentOrUnreadable(sourceOf(at('SOUL.md'), soul)),
      },
    ];
  }
}

function absentOrUnreadable(source: SourceFile): SourceFile[] {
  return source.status === 'present' ? [] : [source];
}
