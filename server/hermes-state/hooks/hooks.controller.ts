import { Body, Controller, Get, Headers, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Action } from '../../admin-events/action.decorator.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { versionIn } from '../files/file-version.ts';
import type { TextSaved } from '../files/text-file.contract.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { HookEdits } from './hook-edits.ts';
import { HookVerbs } from './hook-verbs.ts';
import {
  hookChangeSchema,
  hookConsentSchema,
  hookRevocationSchema,
  hookScriptQuerySchema,
  hookTestSchema,
  hookTextQuerySchema,
  type HookChange,
  type HookConsent,
  type HookPreview,
  type HookRevocation,
  type Hooks,
  type HookScriptQuery,
  type HookTest,
  type HookText,
  type HookTextQuery,
} from './hooks.contract.ts';
import { HooksReader } from './hooks-reader.ts';

@ApiTags('hermes')
@Controller('api/admin/hermes/hooks')
export class HooksController {
  constructor(
    private readonly reader: HooksReader,
    private readonly edits: HookEdits,
    private readonly verbs: HookVerbs,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Shell hooks, hooks of the gateway and of plugins, and what is wrong' })
  read(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<Hooks> {
    return this.reader.read(profile);
  }

  @Get('text')
  @ApiOperation({ summary: 'The manifest or the program of a hook of the gateway' })
  text(@Query({ schema: hookTextQuerySchema }) query: HookTextQuery): Promise<HookText> {
    return this.reader.text(query);
  }

  @Get('script')
  @ApiOperation({ summary: 'The script of a shell hook, if it lies in the home' })
  script(@Query({ schema: hookScriptQuerySchema }) query: HookScriptQuery): Promise<HookText> {
    return this.reader.script(query);
  }

  @Post('preview')
  @HttpCode(200)
  @Action('hermes_hook.preview')
  @ApiOperation({ summary: 'What a change of a shell hook would make of config.yaml' })
  preview(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: hookChangeSchema }) change: HookChange,
  ): Promise<HookPreview> {
    return this.edits.preview(profile, change);
  }

  @Put()
  @Action('hermes_hook.change')
  @ApiOperation({ summary: 'Add, change or remove a shell hook in the config.yaml of If-Match' })
  change(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: hookChangeSchema }) change: HookChange,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<TextSaved> {
    return this.edits.change(profile, change, versionIn(ifMatch));
  }

  @Put('consent')
  @Action('hermes_hook.consent')
  @ApiOperation({ summary: 'Allow a command at an event, in the allowlist that If-Match names' })
  consent(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: hookConsentSchema }) consent: HookConsent,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<TextSaved> {
    return this.edits.consent(profile, consent, versionIn(ifMatch));
  }

  @Post('revoke')
  @Action('hermes_hook.revoke')
  @ApiOperation({ summary: 'Take consent from a command at every event, as a job' })
  revoke(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: hookRevocationSchema }) { commandId }: HookRevocation,
  ): Promise<Job> {
    return this.verbs.revoke(profile, commandId);
  }

  @Post('test')
  @Action('hermes_hook.test')
  @ApiOperation({ summary: 'Run the shell hooks of an event with a sample, as a job' })
  test(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: hookTestSchema }) wanted: HookTest,
  ): Promise<Job> {
    return this.verbs.test(profile, wanted);
  }

  @Post('doctor')
  @Action('hermes_hook.examine')
  @ApiOperation({ summary: 'Let Hermes examine the shell hooks, as a job' })
  examine(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<Job> {
    return this.verbs.examine(profile);
  }
}
