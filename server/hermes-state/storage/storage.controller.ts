import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Action } from '../../admin-events/action.decorator.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { HermesHome } from '../hermes-home.ts';
import { profileQuerySchema, profileSchema, type ProfileQuery } from '../hermes.contract.ts';
import { BackupsOfHermes } from './backups.ts';
import { CleanUpsOfHome } from './clean-ups.ts';
import { StorageReader } from './storage-reader.ts';
import { StorageSamples } from './storage-samples.ts';
import {
  checkedDatabases,
  cleanUpNames,
  createBackupSchema,
  runCleanUpSchema,
  type Backups,
  type CleanedUp,
  type CleanUpName,
  type CleanUps,
  type Integrity,
  type PostgresStorage,
  type RunCleanUp,
  type StorageTrend,
  type StorageView,
  type VerifiedBackup,
} from './storage.contract.ts';

const fileSchema = z.string().regex(/^hermes-[a-z0-9][\w-]*-\d{8}T\d{6}Z\.zip$/);
const integrityQuerySchema = z.object({
  profile: profileSchema,
  database: z.enum(checkedDatabases).default('state.db'),
});
type IntegrityQuery = z.infer<typeof integrityQuerySchema>;

/** What takes room, what may go, and what was put aside. */
@ApiTags('hermes')
@Controller('api/admin/hermes/storage')
export class StorageController {
  constructor(
    private readonly home: HermesHome,
    private readonly storage: StorageReader,
    private readonly samples: StorageSamples,
    private readonly cleanUps: CleanUpsOfHome,
    private readonly backups: BackupsOfHermes,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What the files of a profile take, as far as they were counted' })
  async read(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<StorageView> {
    await this.home.requireProfile(profile);
    return this.storage.read(profile);
  }

  @Get('postgres')
  @ApiOperation({ summary: 'The largest tables of PostgreSQL' })
  async postgres(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<PostgresStorage> {
    await this.home.requireProfile(profile);
    return this.storage.postgres();
  }

  @Get('trend')
  @ApiOperation({ summary: 'What a profile took over time' })
  async trend(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<StorageTrend> {
    await this.home.requireProfile(profile);
    return this.samples.trend(profile);
  }

  @Get('integrity')
  @ApiOperation({ summary: "SQLite's quick check of a database, read-only" })
  async integrity(
    @Query({ schema: integrityQuerySchema }) { profile, database }: IntegrityQuery,
  ): Promise<Integrity> {
    await this.home.requireProfile(profile);
    return this.storage.checkIntegrity(profile, database);
  }

  @Get('clean-ups')
  @ApiOperation({ summary: 'What may be cleared away: dry runs' })
  async listCleanUps(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<CleanUps> {
    await this.home.requireProfile(profile);
    return this.cleanUps.list(profile);
  }

  @Post('clean-ups/:name')
  @Action('hermes_storage.clean_up')
  @HttpCode(200)
  @ApiOperation({ summary: 'Clear away what the dry run showed' })
  async runCleanUp(
    @Param('name', { schema: z.enum(cleanUpNames) }) name: CleanUpName,
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: runCleanUpSchema }) request: RunCleanUp,
  ): Promise<CleanedUp> {
    await this.home.requireProfile(profile);
    return this.cleanUps.run(profile, name, request);
  }

  @Post('checkpoints/prune')
  @Action('hermes_storage.prune_checkpoints')
  async prune(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<Job> {
    await this.home.requireProfile(profile);
    return this.backups.pruneCheckpoints(profile);
  }

  @Get('backups')
  @ApiOperation({ summary: 'Snapshots, each held against its manifest, and whole backups' })
  async listBackups(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<Backups> {
    await this.home.requireProfile(profile);
    return this.backups.list(profile);
  }

  @Post('backups')
  @Action('hermes_storage.back_up')
  async backUp(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: createBackupSchema }) request: z.output<typeof createBackupSchema>,
  ): Promise<Job> {
    await this.home.requireProfile(profile);
    return this.backups.create(profile, request);
  }

  @Get('backups/:id/verify')
  @ApiOperation({ summary: 'Whether a whole backup has its end' })
  verify(@Param('id', { schema: fileSchema }) file: string): Promise<VerifiedBackup> {
    return this.backups.verify(file);
  }

  @Get('backups/:id/download')
  @Action('hermes_storage.download_backup')
  @ApiOperation({ summary: 'A whole backup as .zip; for administrators' })
  download(
    @Param('id', { schema: fileSchema }) file: string,
    @Res() response: Response,
  ): Promise<void> {
    return this.backups.send(file, response);
  }

  @Delete('backups/:id')
  @Action('hermes_storage.delete_backup')
  @HttpCode(204)
  remove(@Param('id', { schema: fileSchema }) file: string): Promise<void> {
    return this.backups.remove(file);
  }
}
