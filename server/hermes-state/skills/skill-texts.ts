import { Injectable } from '@nestjs/common';
import { NotFound } from '../../http/domain-error.ts';
import { FileUnusable } from '../files/file.errors.ts';
import type { EditedFile } from '../files/hermes-file-editor.ts';
import { readTextFile } from '../files/text-file.ts';
import { HermesHome } from '../hermes-home.ts';
import { filesIn } from './skill-folder.ts';
import type {
  Skill,
  SkillFiles,
  SkillText,
  SkillTextQuery,
  SkillQuery,
} from './skills.contract.ts';
import { SkillLocked } from './skills.errors.ts';
import { SkillsReader } from './skills-reader.ts';

/** What lies in the folder of a skill. Only the SKILL.md of a skill that nobody else maintains can be changed. */
@Injectable()
export class SkillTexts {
  constructor(
    private readonly home: HermesHome,
    private readonly reader: SkillsReader,
  ) {}

  /** Throws {@link NotFound}. */
  async files({ profile, skill }: SkillQuery): Promise<SkillFiles> {
    await this.require(profile, skill);
    const { files, isCut } = await filesIn(this.home, this.home.pathIn(profile, `skills/${skill}`));
    return { items: files.map(({ path, bytes }) => ({ path, bytes })), isCut };
  }

  /** Throws {@link NotFound}. */
  async text({ profile, skill, file }: SkillTextQuery): Promise<SkillText> {
    const found = await this.require(profile, skill);
    const text = await readTextFile(this.home, profile, `skills/${skill}/${file}`);
    return { skill, lockedReason: lockedReason(found, file), ...text };
  }

  /** The file, for the editor. Throws {@link NotFound}, {@link SkillLocked} or `FileUnusable`. */
  async editable({ profile, skill, file }: SkillTextQuery): Promise<EditedFile> {
    const found = await this.require(profile, skill);
    const reason = lockedReason(found, file);
    if (reason !== null) throw new SkillLocked(reason);
    const path = `skills/${skill}/${file}`;
    const facts = await this.home.facts('hermes', this.home.pathIn(profile, path));
    if (facts.status === 'unreadable') throw new FileUnusable(path, facts.reason);
    return { profile, path, format: 'text' };
  }

  /** For its history. Throws {@link NotFound}. */
  async named({ profile, skill, file }: SkillTextQuery): Promise<EditedFile> {
    await this.require(profile, skill);
    return { profile, path: `skills/${skill}/${file}`, format: 'text' };
  }

  private async require(profile: string, folder: string): Promise<Skill> {
    const { skills } = await this.reader.read(profile);
    const found = skills.find((skill) => skill.folder === folder);
    if (found === undefined) throw new NotFound(`The skill ${folder}`);
    return found;
  }
}

function lockedReason({ source }: Skill, file: string): string | null {
  if (source === 'hub')
    return 'It comes from a registry: an update would replace what is changed here.';
  if (source === 'builtin')
    return 'It comes with Hermes: changed, it would get no updates any more.';
  return file === 'SKILL.md' ? null : 'Only SKILL.md is changed here.';
}
