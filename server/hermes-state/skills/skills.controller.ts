import { Body, Controller, Get, Headers, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Action } from '../../admin-events/action.decorator.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { versionIn } from '../files/file-version.ts';
import { HermesFileEditor } from '../files/hermes-file-editor.ts';
import type { TextSaved } from '../files/text-file.contract.ts';
import { HermesHome } from '../hermes-home.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { withSkillsEnabled } from './skill-settings.ts';
import { SkillVerbRunner } from './skill-verb-runner.ts';
import {
  curatorVerbSchema,
  enableSkillsSchema,
  installSkillSchema,
  namedSkillSchema,
  type CuratorVerb,
  type EnableSkills,
  type InstallSkill,
  type NamedSkill,
  type Skills,
} from './skills.contract.ts';
import { SkillsReader } from './skills-reader.ts';

@ApiTags('hermes')
@Controller('api/admin/hermes/skills')
export class SkillsController {
  constructor(
    private readonly reader: SkillsReader,
    private readonly editor: HermesFileEditor,
    private readonly home: HermesHome,
    private readonly verbs: SkillVerbRunner,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The skills of a profile, and what is wrong with some' })
  read(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<Skills> {
    return this.reader.read(profile);
  }

  @Put('enabled')
  @Action('hermes_skill.enable')
  @ApiOperation({ summary: 'List skills as disabled in config.yaml, or no more' })
  async enable(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: enableSkillsSchema }) { names, isEnabled }: EnableSkills,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<TextSaved> {
    await this.home.requireProfile(profile);
    const { version } = await this.editor.edit(
      { profile, path: 'config.yaml', format: 'yaml' },
      {
        ifMatch: versionIn(ifMatch),
        change: (text) => withSkillsEnabled(text, names, isEnabled),
        changes: names.map((name) => ({
          field: `skills.${name}`,
          before: isEnabled ? 'disabled' : 'enabled',
          after: isEnabled ? 'enabled' : 'disabled',
        })),
      },
    );
    return { version };
  }

  @Post('install')
  @Action('hermes_skill.install')
  @ApiOperation({ summary: 'Install a skill from a registry or an address, as a job' })
  install(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: installSkillSchema }) skill: InstallSkill,
  ): Promise<Job> {
    return this.verbs.install(profile, skill);
  }

  @Post('uninstall')
  @Action('hermes_skill.uninstall')
  @ApiOperation({ summary: 'Remove a skill that came from a registry, as a job' })
  uninstall(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: namedSkillSchema }) { name }: NamedSkill,
  ): Promise<Job> {
    return this.verbs.run(profile, 'uninstall', name);
  }

  @Post('reset')
  @Action('hermes_skill.reset')
  @ApiOperation({ summary: 'Put a skill of Hermes back as it came, as a job' })
  reset(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: namedSkillSchema }) { name }: NamedSkill,
  ): Promise<Job> {
    return this.verbs.run(profile, 'reset', name);
  }

  @Post(':verb')
  @Action('hermes_skill.curate')
  @ApiOperation({ summary: 'Pin, unpin, archive or restore a skill of the agent, as a job' })
  curate(
    @Param('verb', { schema: curatorVerbSchema }) verb: CuratorVerb,
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: namedSkillSchema }) { name }: NamedSkill,
  ): Promise<Job> {
    return this.verbs.run(profile, verb, name);
  }
}
