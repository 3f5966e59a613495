import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Action } from '../../admin-events/action.decorator.ts';
import { describeCall } from '../../admin-events/admin-call.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { SessionDetails } from './session-details.ts';
import { SessionExport } from './session-export.ts';
import { SessionMessages } from './session-messages.ts';
import { SessionsSearch } from './session-search.ts';
import { SessionSweeps } from './session-sweeps.ts';
import { SessionVerbs } from './session-verbs.ts';
import { SessionsReader } from './sessions-reader.ts';
import {
  exportQuerySchema,
  sessionListQuerySchema,
  sessionRenameSchema,
  sessionSearchQuerySchema,
  sweepRunSchema,
  sweepSchema,
  transcriptQuerySchema,
  type ExportQuery,
  type SessionChange,
  type SessionDetail,
  type SessionListQuery,
  type SessionPage,
  type SessionRename,
  type SessionSearch,
  type SessionSearchQuery,
  type SessionStats,
  type Sweep,
  type SweepPreview,
  type SweepRun,
  type Transcript,
  type TranscriptQuery,
} from './sessions.contract.ts';

/** Hermes makes ids of letters, digits and `_`. One that begins with a dash would be an option of the command. */
const sessionId = z
  .string()
  .max(200)
  .regex(/^[^-\p{Cc}][^\p{Cc}]*$/u);

@ApiTags('hermes')
@Controller('api/admin/hermes/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsReader,
    private readonly words: SessionsSearch,
    private readonly details: SessionDetails,
    private readonly transcript: SessionMessages,
    private readonly files: SessionExport,
    private readonly verbs: SessionVerbs,
    private readonly sweeps: SessionSweeps,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Sessions as Hermes lists them, newest activity first' })
  list(@Query({ schema: sessionListQuerySchema }) query: SessionListQuery): Promise<SessionPage> {
    return this.sessions.list(query);
  }

  @Get('stats')
  @ApiOperation({ summary: 'How much there is, and the names to filter by' })
  stats(@Query({ schema: profileQuerySchema }) query: ProfileQuery): Promise<SessionStats> {
    return this.sessions.stats(query.profile);
  }

  @Get('search')
  @ApiOperation({ summary: 'Messages that hold what is looked for, newest first' })
  search(
    @Query({ schema: sessionSearchQuerySchema }) query: SessionSearchQuery,
  ): Promise<SessionSearch> {
    return this.words.search(query);
  }

  @Post('sweep/preview')
  @Action('hermes_session.preview_sweep')
  @HttpCode(200)
  @ApiOperation({ summary: 'Which sessions a filter would archive or prune' })
  async preview(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Body({ schema: sweepSchema }) sweep: Sweep,
  ): Promise<SweepPreview> {
    describeCall({
      target: { kind: 'hermes_sessions', name: `${sweep.verb} in ${query.profile}` },
    });
    return this.sweeps.preview(query.profile, sweep);
  }

  @Post('sweep')
  @Action('hermes_session.sweep')
  @HttpCode(200)
  @ApiOperation({ summary: 'Archive or prune what the preview showed' })
  sweep(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Body({ schema: sweepRunSchema }) sweep: SweepRun,
  ): Promise<SessionChange> {
    return this.sweeps.run(query.profile, sweep);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One session with its relatives and what it used' })
  detail(
    @Param('id', { schema: sessionId }) id: string,
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
  ): Promise<SessionDetail> {
    return this.details.read(id, query.profile);
  }

  @Get(':id/messages')
  @ApiOperation({ summary: 'What was said, oldest first' })
  messages(
    @Param('id', { schema: sessionId }) id: string,
    @Query({ schema: transcriptQuerySchema }) query: TranscriptQuery,
  ): Promise<Transcript> {
    return this.transcript.read(id, query);
  }

  @Get(':id/export')
  @Action('hermes_session.export')
  @ApiOperation({ summary: 'A session as Markdown, JSON or JSON lines' })
  async export(
    @Param('id', { schema: sessionId }) id: string,
    @Query({ schema: exportQuerySchema }) query: ExportQuery,
    @Res() response: Response,
  ): Promise<void> {
    describeCall({ target: { kind: 'hermes_session', id, name: `${id} as ${query.format}` } });
    await this.files.send(id, query, response);
  }

  @Post(':id/archive')
  @Action('hermes_session.archive')
  @HttpCode(200)
  @ApiOperation({ summary: 'Hide a session that has ended' })
  archive(
    @Param('id', { schema: sessionId }) id: string,
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
  ): Promise<SessionChange> {
    return this.sweeps.archive(query.profile, id);
  }

  @Patch(':id')
  @Action('hermes_session.rename')
  @ApiOperation({ summary: 'Give a session another title' })
  rename(
    @Param('id', { schema: sessionId }) id: string,
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Body({ schema: sessionRenameSchema }) { title }: SessionRename,
  ): Promise<SessionChange> {
    return this.verbs.rename(query.profile, id, title);
  }

  @Delete(':id')
  @Action('hermes_session.delete')
  @ApiOperation({ summary: 'Delete a session and the work it delegated' })
  delete(
    @Param('id', { schema: sessionId }) id: string,
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
  ): Promise<SessionChange> {
    return this.verbs.delete(query.profile, id);
  }
}
