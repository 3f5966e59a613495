import { Body, Controller, Get, Headers, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Action } from '../../admin-events/action.decorator.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { versionIn } from '../files/file-version.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { McpEdits } from './mcp-edits.ts';
import { McpReader } from './mcp-reader.ts';
import { McpTests } from './mcp-tests.ts';
import {
  addMcpSchema,
  changeMcpSchema,
  checkImportSchema,
  duplicateMcpSchema,
  enableMcpSchema,
  importMcpSchema,
  mcpChangeSchema,
  namedMcpSchema,
  selectToolsSchema,
  type AddMcp,
  type ChangeMcp,
  type CheckImport,
  type DuplicateMcp,
  type EnableMcp,
  type ImportCheck,
  type ImportMcp,
  type Mcp,
  type McpChange,
  type McpPreview,
  type McpSaved,
  type McpTestRun,
  type NamedMcp,
  type SelectTools,
} from './mcp.contract.ts';

/** The MCP servers that Hermes takes tools from. Changes are edits of `config.yaml` and need `If-Match`. */
@ApiTags('hermes')
@Controller('api/admin/hermes/mcp')
export class McpController {
  constructor(
    private readonly reader: McpReader,
    private readonly edits: McpEdits,
    private readonly tests: McpTests,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The MCP servers of a profile, with their tokens and last tests' })
  read(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<Mcp> {
    return this.reader.read(profile);
  }

  /** Not a `GET`: a change may hold new secrets. */
  @Post('preview')
  @HttpCode(200)
  @Action('hermes_mcp.preview')
  preview(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: mcpChangeSchema }) change: McpChange,
  ): Promise<McpPreview> {
    return this.edits.preview(profile, change);
  }

  @Post('import/check')
  @HttpCode(200)
  @Action('hermes_mcp.preview')
  @ApiOperation({ summary: 'What a text with mcpServers would add or replace' })
  check(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: checkImportSchema }) { text }: CheckImport,
  ): Promise<ImportCheck> {
    return this.edits.check(profile, text);
  }

  @Post('add')
  @HttpCode(200)
  @Action('hermes_mcp.add')
  add(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: addMcpSchema }) body: AddMcp,
  ): Promise<McpSaved> {
    return this.edits.save(profile, { kind: 'add', ...body }, versionIn(ifMatch));
  }

  @Post('change')
  @HttpCode(200)
  @Action('hermes_mcp.change')
  change(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: changeMcpSchema }) body: ChangeMcp,
  ): Promise<McpSaved> {
    return this.edits.save(profile, { kind: 'change', ...body }, versionIn(ifMatch));
  }

  @Post('duplicate')
  @HttpCode(200)
  @Action('hermes_mcp.duplicate')
  duplicate(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: duplicateMcpSchema }) body: DuplicateMcp,
  ): Promise<McpSaved> {
    return this.edits.save(profile, { kind: 'duplicate', ...body }, versionIn(ifMatch));
  }

  @Post('enable')
  @HttpCode(200)
  @Action('hermes_mcp.enable')
  enable(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: enableMcpSchema }) body: EnableMcp,
  ): Promise<McpSaved> {
    return this.edits.save(profile, { kind: 'enable', ...body }, versionIn(ifMatch));
  }

  @Post('tools')
  @HttpCode(200)
  @Action('hermes_mcp.select_tools')
  selectTools(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: selectToolsSchema }) body: SelectTools,
  ): Promise<McpSaved> {
    return this.edits.save(profile, { kind: 'tools', ...body }, versionIn(ifMatch));
  }

  @Post('remove')
  @HttpCode(200)
  @Action('hermes_mcp.remove')
  @ApiOperation({ summary: 'Take a server out of config.yaml and delete its tokens' })
  remove(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: namedMcpSchema }) body: NamedMcp,
  ): Promise<McpSaved> {
    return this.edits.save(profile, { kind: 'remove', ...body }, versionIn(ifMatch));
  }

  @Post('import')
  @HttpCode(200)
  @Action('hermes_mcp.import')
  import(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: importMcpSchema }) body: ImportMcp,
  ): Promise<McpSaved> {
    return this.edits.save(profile, { kind: 'import', ...body }, versionIn(ifMatch));
  }

  @Post('test')
  @Action('hermes_mcp.test')
  @ApiOperation({ summary: 'Connect to a server and list its tools, as a job' })
  test(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: namedMcpSchema }) { name }: NamedMcp,
  ): Promise<Job> {
    return this.tests.test(profile, name);
  }

  @Post('test-all')
  @Action('hermes_mcp.test')
  @ApiOperation({ summary: 'Test every server that is switched on, each as a job' })
  testAll(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<McpTestRun> {
    return this.tests.testAll(profile);
  }
}
