import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Action } from '../../admin-events/action.decorator.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { versionIn } from '../files/file-version.ts';
import { HermesHome } from '../hermes-home.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { ArchiveFolder } from './archive-folder.ts';
import { ProfileComparison } from './profile-comparison.ts';
import { ProfileContentsReader } from './profile-contents.ts';
import { ProfileEdits } from './profile-edits.ts';
import { ProfileVerbs } from './profile-verbs.ts';
import {
  changeSoulSchema,
  compareQuerySchema,
  createProfileSchema,
  deleteProfileSchema,
  describeProfileSchema,
  profileListQuerySchema,
  renameProfileSchema,
  type ChangeSoul,
  type Compared,
  type CompareQuery,
  type DeleteProfile,
  type DescribeProfile,
  type ProfileArchives,
  type ProfileContents,
  type ProfileList,
  type ProfileListQuery,
  type ProfileNames,
  type RenameProfile,
  type Soul,
} from './profiles.contract.ts';
import { ProfilesReader } from './profiles-reader.ts';

const nameSchema = z.string().min(1).max(64);
const fileSchema = z.string().regex(/^[a-z0-9][a-z0-9_-]*-\d{8}T\d{6}Z\.tar\.gz$/);

/** Hermes' homes beside each other. Verbs of the command are jobs; the answer is how the job began. */
@ApiTags('hermes')
@Controller('api/admin/hermes/profiles')
export class ProfilesController {
  constructor(
    private readonly home: HermesHome,
    private readonly profiles: ProfilesReader,
    private readonly content: ProfileContentsReader,
    private readonly comparison: ProfileComparison,
    private readonly verbs: ProfileVerbs,
    private readonly edits: ProfileEdits,
    private readonly archives: ArchiveFolder,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Profiles with model, skills, gateway, alias, distribution and size' })
  async list(
    @Query({ schema: profileListQuerySchema }) query: ProfileListQuery,
  ): Promise<ProfileList> {
    await this.home.requireProfile(query.profile);
    return this.profiles.list(query);
  }

  @Get('names')
  @ApiOperation({ summary: 'Names of all profiles, and which is active' })
  async names(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<ProfileNames> {
    await this.home.requireProfile(profile);
    return this.profiles.names();
  }

  @Get('compare')
  @ApiOperation({ summary: 'Configuration, environment and SOUL.md of two profiles, masked' })
  async compare(@Query({ schema: compareQuerySchema }) query: CompareQuery): Promise<Compared> {
    await this.home.requireProfile(query.profile);
    return this.comparison.compare(query);
  }

  @Get('archives')
  @ApiOperation({ summary: 'Archives that were made here, newest first' })
  async listArchives(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<ProfileArchives> {
    await this.home.requireProfile(profile);
    return this.archives.list();
  }

  @Get('archives/:id/download')
  @Action('hermes_profile.download_archive')
  @ApiOperation({ summary: 'An archive as .tar.gz; for administrators' })
  download(
    @Param('id', { schema: fileSchema }) file: string,
    @Res() response: Response,
  ): Promise<void> {
    return this.archives.send(file, response);
  }

  @Delete('archives/:id')
  @Action('hermes_profile.delete_archive')
  @HttpCode(204)
  removeArchive(@Param('id', { schema: fileSchema }) file: string): Promise<void> {
    return this.archives.remove(file);
  }

  @Post()
  @Action('hermes_profile.create')
  create(
    @Body({ schema: createProfileSchema }) request: z.output<typeof createProfileSchema>,
  ): Promise<Job> {
    return this.verbs.create(request);
  }

  // After the words above, which it would take for a name.
  @Get(':profile/contents')
  @ApiOperation({ summary: 'What would be gone with a profile' })
  async contents(
    @Param('profile', { schema: nameSchema }) name: string,
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<ProfileContents> {
    await this.home.requireProfile(profile);
    return this.content.read(name);
  }

  @Get(':profile/soul')
  @ApiOperation({ summary: 'SOUL.md of a profile' })
  async soul(
    @Param('profile', { schema: nameSchema }) name: string,
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<Soul> {
    await this.home.requireProfile(profile);
    return this.edits.soul(name);
  }

  @Put(':profile/soul')
  @Action('hermes_soul.change')
  changeSoul(
    @Param('profile', { schema: nameSchema }) name: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: changeSoulSchema }) { text }: ChangeSoul,
  ): Promise<Soul> {
    return this.edits.changeSoul(name, text, versionIn(ifMatch));
  }

  @Post(':profile/use')
  @Action('hermes_profile.use')
  @HttpCode(204)
  use(@Param('profile', { schema: nameSchema }) name: string): Promise<void> {
    return this.edits.use(name);
  }

  @Put(':profile/description')
  @Action('hermes_profile.describe')
  @HttpCode(204)
  describe(
    @Param('profile', { schema: nameSchema }) name: string,
    @Body({ schema: describeProfileSchema }) { description }: DescribeProfile,
  ): Promise<void> {
    return this.edits.describe(name, description);
  }

  @Post(':profile/rename')
  @Action('hermes_profile.rename')
  rename(
    @Param('profile', { schema: nameSchema }) name: string,
    @Body({ schema: renameProfileSchema }) { to }: RenameProfile,
  ): Promise<Job> {
    return this.verbs.rename(name, to);
  }

  @Post(':profile/export')
  @Action('hermes_profile.export')
  export(@Param('profile', { schema: nameSchema }) name: string): Promise<Job> {
    return this.verbs.export(name);
  }

  @Post(':profile/delete')
  @Action('hermes_profile.delete')
  delete(
    @Param('profile', { schema: nameSchema }) name: string,
    @Body({ schema: deleteProfileSchema }) request: DeleteProfile,
  ): Promise<Job> {
    return this.verbs.delete(name, request);
  }
}
