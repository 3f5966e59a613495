import { Injectable } from '@nestjs/common';
import { visit } from 'yaml';
import type { FieldChange } from '../../admin-events/admin-events.contract.ts';
import { recordOf } from '../accounts/identity.ts';
import { FileChanged, FileUnusable } from '../files/file.errors.ts';
import { HermesFileEditor, type EditedFile, type EditedText } from '../files/hermes-file-editor.ts';
import { maskedText, secretsInYaml } from '../files/secret-masks.ts';
import { removeInYaml, setInYaml } from '../files/yaml-patch.ts';
import { composeYaml } from '../files/yaml-text.ts';
import { requireSwitchable } from './require-switchable.ts';
import { disabledEverywhere, listOf } from './resolve-toolsets.ts';
import { serversHeldBack, switchedList } from './switched-list.ts';
import { ToolsReader, type ToolsReading } from './tools-reader.ts';
import type { ToolsChange, ToolsPreview } from './tools.contract.ts';

/** Changes of what tools there are, made in `config.yaml` itself, with everything else in it left as it is. */
@Injectable()
export class ToolsChanges {
  constructor(
    private readonly reader: ToolsReader,
    private readonly editor: HermesFileEditor,
  ) {}

  /** What a change writes, and what the `hermes` command would write instead. Throws as {@link make} does. */
  async preview(profile: string, change: ToolsChange): Promise<ToolsPreview> {
    const reading = await this.reader.read(profile);
    const { before, after, version } = await this.editor.preview(fileOf(profile), {
      change: changeOf(reading, change),
    });
    const mask = (text: string) => maskedText(text, secretsInYaml(text));
    return {
      listBefore: listIn(before, change),
      listAfter: listIn(after, change),
      commandNotes: change.kind === 'switch' ? notesOn(reading, change, before ?? '') : [],
      before: mask(before ?? ''),
      after: mask(after),
      version,
    };
  }

  /** Throws `NotFound`, `ToolsetLocked`, `YamlNotPatchable`, and as `HermesFileEditor.edit` does. */
  async make(profile: string, change: ToolsChange, ifMatch: string): Promise<EditedText> {
    const reading = await this.reader.read(profile);
    // The list is made from what was read here, which has to be what the caller saw.
    const { configVersion } = reading.tools;
    if (configVersion !== null && configVersion !== ifMatch)
      throw new FileChanged('config.yaml', configVersion);
    return this.editor.edit(fileOf(profile), {
      ifMatch,
      change: changeOf(reading, change),
      changes: [fieldOf(reading, change)],
    });
  }
}

/** The change as a function of the text; the reading is of the same text, which the version makes sure of. */
function changeOf(
  reading: ToolsReading,
  change: ToolsChange,
): (text: string | undefined) => string {
  const { facts } = reading;
  switch (change.kind) {
    case 'switch': {
      const { choice } = requireSwitchable(reading, change);
      const list = switchedList(choice, facts, { ...change, keepsNoMcp: true });
      return (text = '') => setInYaml(checked(text), ['platform_toolsets', change.platform], list);
    }
    case 'reset':
      return (text = '') => removeInYaml(checked(text), ['platform_toolsets', change.platform]);
    case 'allow':
      return (text = '') => {
        const kept = disabledEverywhere(facts.config).filter((name) => name !== change.toolset);
        if (kept.length === disabledEverywhere(facts.config).length) return text;
        return setInYaml(checked(text), ['agent', 'disabled_toolsets'], kept);
      };
    default:
      return change satisfies never;
  }
}

/** Throws when `platform_toolsets` is something Hermes does not expect: it is for the raw editor. */
function checked(text: string): string {
  const { platform_toolsets: lists } = recordOf(composeYaml(text).value);
  const isFine = lists === undefined || lists === null || typeof lists === 'object';
  if (!isFine || Array.isArray(lists)) throw new FileUnusable('config.yaml', 'unexpected_shape');
  return text;
}

/** What Hermes does besides, when its command makes the change. */
function notesOn(
  reading: ToolsReading,
  change: Extract<ToolsChange, { kind: 'switch' }>,
  text: string,
): string[] {
  const { choice } = requireSwitchable(reading, change);
  const held = serversHeldBack(choice, reading.facts);
  return [
    ...(hasComments(text)
      ? ['Hermes writes config.yaml anew: its comments, anchors and quotes are lost.']
      : []),
    ...(held.length > 0
      ? [
          `Hermes forgets no_mcp when it writes the list: the MCP servers ${held.slice(0, 10).join(', ')} are on there afterwards.`,
        ]
      : []),
    ...(choice.list === null
      ? [
          `${change.platform} follows the default now. From then on its list counts, and toolsets that Hermes gains later are off there.`,
        ]
      : []),
    'Toolsets of plugins that are on are added to the list by Hermes.',
  ];
}

/** Whether anything would be lost that is no value. */
function hasComments(text: string): boolean {
  const { document } = composeYaml(text);
  if (!document) return false;
  let has = Boolean(document.commentBefore ?? document.comment);
  visit(document, (_, node) => {
    if (typeof node !== 'object' || node === null) return undefined;
    const { anchor, comment, commentBefore } = node as Partial<Record<string, unknown>>;
    if (!comment && !commentBefore && anchor === undefined) return undefined;
    has = true;
    return visit.BREAK;
  });
  return has;
}

function listIn(text: string | null, change: ToolsChange): string[] | null {
  const config = recordOf(composeYaml(text ?? '').value);
  if (change.kind === 'allow') return [...disabledEverywhere(config)];
  const list = listOf(config, change.platform);
  return list === null ? null : [...list];
}

function fieldOf({ facts: { config } }: ToolsReading, change: ToolsChange): FieldChange {
  switch (change.kind) {
    case 'switch':
      return {
        field: `platform_toolsets.${change.platform}`,
        after: `${change.toolset} ${change.isEnabled ? 'on' : 'off'}`,
      };
    case 'reset':
      return {
        field: `platform_toolsets.${change.platform}`,
        before: (listOf(config, change.platform) ?? []).join(', ').slice(0, 500),
      };
    case 'allow':
      return { field: 'agent.disabled_toolsets', before: change.toolset };
    default:
      return change satisfies never;
  }
}

function fileOf(profile: string): EditedFile {
  return { profile, path: 'config.yaml', format: 'yaml' };
}
