import { Injectable } from '@nestjs/common';
import type { Job } from '../commands/jobs.contract.ts';
import { Jobs, type Verdict } from '../commands/jobs.ts';
import { FileChanged, FileUnusable } from '../files/file.errors.ts';
import { HermesFileEditor } from '../files/hermes-file-editor.ts';
import { PromptSizes } from './prompt-sizes.ts';
import { requireSwitchable } from './require-switchable.ts';
import { listOf, pluginCell } from './resolve-toolsets.ts';
import { ToolsReader, type ToolsReading } from './tools-reader.ts';
import type { SwitchToolset } from './tools.contract.ts';

const switchMs = 60_000;
/** It loads every plugin and may ask MCP servers for their tools. */
const measureMs = 120_000;

/** Verbs of the `hermes` command about tools. They exit with 0 whatever happened, so `config.yaml` is read afterwards. */
@Injectable()
export class ToolVerbs {
  constructor(
    private readonly reader: ToolsReader,
    private readonly jobs: Jobs,
    private readonly sizes: PromptSizes,
    private readonly editor: HermesFileEditor,
  ) {}

  /**
   * `ifMatch`: the version of `config.yaml` that was looked at. Hermes writes the whole file anew, so that what is there
   * now goes to its history first. Throws `NotFound`, `ToolsetLocked`, {@link FileChanged}, {@link FileUnusable}, and as
   * {@link Jobs.start} does.
   */
  async switch(profile: string, change: SwitchToolset, ifMatch: string): Promise<Job> {
    const reading = await this.reader.read(profile);
    requireSeen(reading, ifMatch);
    requireSwitchable(reading, change);
    await this.editor.keep({ profile, path: 'config.yaml' });
    const { toolset, platform, isEnabled } = change;
    return this.jobs.start({
      name: `${isEnabled ? 'Enable' : 'Disable'} the toolset ${toolset} for ${platform}`,
      profile,
      group: 'tools',
      args: ['tools', isEnabled ? 'enable' : 'disable', toolset, '--platform', platform],
      timeoutMs: switchMs,
      verify: () => this.verify(profile, change),
    });
  }

  /** What the prompt of a new session weighs. Throws as {@link Jobs.start} does. */
  measure(profile: string): Promise<Job> {
    return this.jobs.start({
      name: 'Measure the prompt',
      profile,
      args: ['prompt-size', '--json'],
      timeoutMs: measureMs,
      verify: async (result) => this.sizes.take(profile, result?.stdout ?? ''),
    });
  }

  /** Hermes writes an explicit list: the name has to be in it, or not. */
  private async verify(profile: string, change: SwitchToolset): Promise<Verdict> {
    const { toolset, platform, isEnabled } = change;
    const { tools, facts, choices } = await this.reader.read(profile);
    if (tools.configVersion === null)
      return { isAsWanted: false, text: 'config.yaml cannot be read.' };
    const list = listOf(facts.config, platform);
    if (list === null)
      return { isAsWanted: false, text: `config.yaml has no list for ${platform}.` };
    const choice = choices.find(({ name }) => name === platform)!;
    const row = tools.toolsets.find(({ name }) => name === toolset);
    const cell = row
      ? row.cells.find((one) => one.platform === platform)!
      : pluginCell(toolset, choice, facts);
    const isListed = list.includes(toolset);
    if (isListed !== isEnabled)
      return {
        isAsWanted: false,
        text: `The list of ${platform} in config.yaml ${isListed ? 'still' : 'does not'} ${isListed ? 'names' : 'name'} ${toolset}.`,
      };
    return {
      isAsWanted: cell.isOn === isEnabled,
      text:
        cell.isOn === isEnabled
          ? `${toolset} is ${isEnabled ? 'on' : 'off'}: the list of ${platform} in config.yaml has ${list.length} toolsets${isEnabled ? '' : ' without it'}.`
          : `The list of ${platform} says so, but ${toolset} is ${cell.isOn ? 'on' : 'off'} all the same.`,
    };
  }
}

/** A file that Hermes cannot load would be replaced by its defaults; one that cannot be read is refused when it is kept. */
function requireSeen({ tools }: ToolsReading, ifMatch: string): void {
  if (tools.isConfigBroken) throw new FileUnusable('config.yaml', 'not_yaml');
  if (tools.configVersion !== null && tools.configVersion !== ifMatch)
    throw new FileChanged('config.yaml', tools.configVersion);
}
