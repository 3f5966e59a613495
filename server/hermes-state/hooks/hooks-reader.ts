import { Injectable } from '@nestjs/common';
import { NotFound } from '../../http/domain-error.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { readTextFile } from '../files/text-file.ts';
import { HermesHome } from '../hermes-home.ts';
import { mapState, sourceOf } from '../state-file.ts';
import { GatewayHooksReader } from './gateway-hooks-reader.ts';
import { lookAtScript, pathInRoot } from './hook-command.ts';
import { maskOf, programMask } from './hook-masks.ts';
import type { Hooks, HookScriptQuery, HookText, HookTextQuery } from './hooks.contract.ts';
import { PluginHooksReader } from './plugin-hooks-reader.ts';
import { ShellHooksReader } from './shell-hooks-reader.ts';

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
    const { text, ...found } = await readTextFile(this.home, profile, `hooks/${hook}/${file}`);
    const mask =
      file === 'HOOK.yaml'
        ? await maskOf(this.secrets, profile, text ?? '')
        : await programMask(this.secrets, profile);
    const { file: path, status, reason, bytes, modifiedAt } = found;
    return {
      file: path,
      status,
      reason,
      bytes,
      modifiedAt,
      text: text === null ? null : mask(text),
    };
  }

  /** The script that a shell hook runs, if it lies in the home. Throws {@link NotFound}. */
  async script({ profile, event, index }: HookScriptQuery): Promise<HookText> {
    const { hooks } = await this.shell.read(profile);
    const found = hooks.find(({ shown }) => shown.event === event && shown.index === index);
    if (found?.command === undefined) throw new NotFound('The script');
    const root = this.home.rootOf('hermes');
    const { path, isShowable } = await lookAtScript(found.command, root, null);
    if (path === null || !isShowable) throw new NotFound('The script in the home');
    const inRoot = pathInRoot(root, path);
    const [read, facts] = await Promise.all([
      this.home.readText('hermes', inRoot),
      this.home.facts('hermes', inRoot),
    ]);
    const mask = await programMask(this.secrets, profile);
    const text = mapState(read, mask);
    return {
      ...sourceOf(inRoot, read),
      text: text.status === 'present' ? text.value : null,
      bytes: facts.status === 'present' ? facts.value.bytes : null,
      modifiedAt: facts.status === 'present' ? facts.value.modifiedAt : null,
    };
  }
}
