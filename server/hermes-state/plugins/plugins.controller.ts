import { Body, Controller, Get, Headers, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Action } from '../../admin-events/action.decorator.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { versionIn } from '../files/file-version.ts';
import { HermesFileEditor } from '../files/hermes-file-editor.ts';
import type { TextSaved } from '../files/text-file.contract.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { PluginReviews } from './plugin-reviews.ts';
import { withoutPlugins } from './plugin-settings.ts';
import { PluginTexts } from './plugin-texts.ts';
import { PluginVerbs } from './plugin-verbs.ts';
import {
  enablePluginSchema,
  forgetPluginsSchema,
  installPluginSchema,
  namedPluginSchema,
  pluginQuerySchema,
  pluginTextQuerySchema,
  removePluginSchema,
  reviewPluginSchema,
  type EnablePlugin,
  type ForgetPlugins,
  type InstallPlugin,
  type NamedPlugin,
  type PluginFiles,
  type PluginQuery,
  type PluginReview,
  type Plugins,
  type PluginText,
  type PluginTextQuery,
  type RemovePlugin,
  type ReviewPlugin,
} from './plugins.contract.ts';
import { PluginRefused } from './plugins.errors.ts';
import { PluginsReader } from './plugins-reader.ts';

/** Verbs of the command are jobs; the answer is how the job began. */
@ApiTags('hermes')
@Controller('api/admin/hermes/plugins')
export class PluginsController {
  constructor(
    private readonly reader: PluginsReader,
    private readonly texts: PluginTexts,
    private readonly verbs: PluginVerbs,
    private readonly reviews: PluginReviews,
    private readonly editor: HermesFileEditor,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The plugins of a profile, and what is wrong with some' })
  read(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<Plugins> {
    return this.reader.read(profile);
  }

  @Get('files')
  @ApiOperation({ summary: 'What lies in the folder of a plugin' })
  files(@Query({ schema: pluginQuerySchema }) query: PluginQuery): Promise<PluginFiles> {
    return this.texts.files(query);
  }

  @Get('text')
  @ApiOperation({ summary: 'The text of a file of a plugin, secrets masked' })
  text(@Query({ schema: pluginTextQuerySchema }) query: PluginTextQuery): Promise<PluginText> {
    return this.texts.text(query);
  }

  @Post('enable')
  @Action('hermes_plugin.enable')
  @ApiOperation({ summary: 'Enable a plugin, and say whether it may replace built-in tools' })
  enable(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: enablePluginSchema }) plugin: EnablePlugin,
  ): Promise<Job> {
    return this.verbs.enable(profile, plugin);
  }

  @Post('disable')
  @Action('hermes_plugin.disable')
  @ApiOperation({ summary: 'Disable a plugin, as a job' })
  disable(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: namedPluginSchema }) plugin: NamedPlugin,
  ): Promise<Job> {
    return this.verbs.disable(profile, plugin);
  }

  @Post('update')
  @Action('hermes_plugin.update')
  @ApiOperation({ summary: 'Fetch the newest commit of a plugin, as a job' })
  update(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: namedPluginSchema }) plugin: NamedPlugin,
  ): Promise<Job> {
    return this.verbs.update(profile, plugin);
  }

  @Post('remove')
  @Action('hermes_plugin.remove')
  @ApiOperation({ summary: 'Delete the folder of a plugin whose name was typed, as a job' })
  remove(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: removePluginSchema }) plugin: RemovePlugin,
  ): Promise<Job> {
    return this.verbs.remove(profile, plugin);
  }

  @Post('review')
  @HttpCode(200)
  @Action('hermes_plugin.review')
  @ApiOperation({ summary: 'What an installation would bring, read from the repository' })
  review(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: reviewPluginSchema }) { identifier }: ReviewPlugin,
  ): Promise<PluginReview> {
    return this.reviews.review(profile, identifier);
  }

  @Post('install')
  @Action('hermes_plugin.install')
  @ApiOperation({
    summary: 'Install a plugin that was reviewed and whose name was typed, as a job',
  })
  install(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: installPluginSchema }) plugin: InstallPlugin,
  ): Promise<Job> {
    return this.verbs.install(profile, plugin);
  }

  /** The command refuses names that no plugin has, so the file is edited. */
  @Put('forget')
  @Action('hermes_plugin.forget')
  @ApiOperation({ summary: 'Take names that no plugin has out of the lists in config.yaml' })
  async forget(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: forgetPluginsSchema }) { names }: ForgetPlugins,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<TextSaved> {
    const { unknown } = await this.reader.read(profile);
    const known = names.find((name) => unknown.every((each) => each.name !== name));
    if (known !== undefined)
      throw new PluginRefused(`${known} is a plugin, or not in the lists. Nothing was changed.`);
    const { version } = await this.editor.edit(
      { profile, path: 'config.yaml', format: 'yaml' },
      {
        ifMatch: versionIn(ifMatch),
        change: (text) => withoutPlugins(text, names),
        changes: unknown
          .filter(({ name }) => names.includes(name))
          .map(({ name, state }) => ({ field: `plugins.${state}`, before: name, after: null })),
      },
    );
    return { version };
  }
}
