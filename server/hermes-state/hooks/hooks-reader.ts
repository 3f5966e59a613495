import { Injectable } from '@nestjs/common';
import { NotFound } from '../../http/domain-error.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { HermesHome } from '../hermes-home.ts';
import { sourceOf } from '../state-file.ts';
import { GatewayHooksReader } from './gateway-hooks-reader.ts';
import { lookAtScript, pathInRoot } from './hook-command.ts';
import { maskOf, programMask, type Mask } from './hook-masks.ts';
import type { Hooks, HookScriptQuery, HookText, HookTextQuery } from './hooks.contract.ts';
import { PluginHooksReader } from './plugin-hooks-reader.ts';
import { ShellHooksReader } from './shell-hooks-reader.ts';

/** In bytes: looking for secrets in a text takes its time. */
const largestShown = 65_536;

/** All hooks of a profile, and the texts behind them. */
@Injectable()
export class HooksReader {
  constructor(
    private readonly home: HermesHome,
    private readonly shell: ShellHooksReader,
    private readonly gateway: GatewayHooksReader,
    private readonly plugins: PluginHooksReader,
    private readonly command: HermesCommand,
    private readonly secrets: KnownSecrets,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<Hooks> {
    await this.home.requireProfile(profile);
    const [{ shown }, gateway, plugins, mask] = await Promise.all([
      this.shell.read(profile),
      this.gateway.read(profile),
      this.plugins.read(profile),
      this.secrets.maskFor(profile),
    ]);
    return {
      profile,
      ...shown,
      ...gateway,
      ...plugins,
      gateway: gateway.gateway.map((hook) => ({
        ...hook,
        name: mask(hook.name),
        description: mask(hook.description),
      })),
      isCut: shown.isCut || gateway.isCut || plugins.isCut,
      unavailableReason: this.command.unavailableReason,
    };
  }

  /** One of the two files of a hook of the gateway. Throws `NotFound`. */
  async text({ profile, hook, file }: HookTextQuery): Promise<HookText> {
    await this.home.requireProfile(profile);
    const path = this.home.pathIn(profile, `hooks/${hook}/${file}`);
    const isYaml = file === 'HOOK.yaml';
    return this.masked(path, (text) =>
      isYaml ? maskOf(this.secrets, profile, text) : programMask(this.secrets, profile),
    );
  }

  /** The script that a shell hook runs, if it lies in the home. Throws {@link NotFound}. */
  async script({ profile, event, index }: HookScriptQuery): Promise<HookText> {
    const { hooks } = await this.shell.read(profile);
    const found = hooks.find(({ shown }) => shown.event === event && shown.index === index);
    if (found?.command === undefined) throw new NotFound('The script');
    const root = this.home.rootOf('hermes');
    const { path, isShowable } = await lookAtScript(found.command, root, null);
    if (path === null || !isShowable) throw new NotFound('The script in the home');
    return this.masked(pathInRoot(root, path), () => programMask(this.secrets, profile));
  }

  private async masked(path: string, maskFor: (text: string) => Promise<Mask>): Promise<HookText> {
    const [read, facts] = await Promise.all([
      this.home.readText('hermes', path, largestShown),
      this.home.facts('hermes', path),
    ]);
    const text = read.status === 'present' ? (await maskFor(read.value))(read.value) : null;
    return {
      ...sourceOf(path, read),
      text,
      bytes: facts.status === 'present' ? facts.value.bytes : null,
      modifiedAt: facts.status === 'present' ? facts.value.modifiedAt : null,
    };
  }
}
