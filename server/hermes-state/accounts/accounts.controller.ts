import { Body, Controller, Get, Headers, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Action } from '../../admin-events/action.decorator.ts';
import { versionIn } from '../files/file-version.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import {
  accountChangeSchema,
  addAccountSchema,
  oneAccountSchema,
  oneProviderSchema,
  relabelAccountSchema,
  reorderAccountsSchema,
  restoreAccountSchema,
  suppressedSourceSchema,
  type AccountChange,
  type AccountChanged,
  type AccountPreview,
  type AccountTest,
  type RemovedAccounts,
} from './account-changes.contract.ts';
import { AccountEdits } from './account-edits.ts';
import { AccountTests } from './account-test.ts';
import type { Accounts } from './accounts.contract.ts';
import { ProviderAccountsReader } from './provider-accounts-reader.ts';
import { RemovedAccountsReader } from './removed-accounts.ts';

/** Changes want `If-Match` with the version of the provider that they were decided upon. */
@ApiTags('hermes')
@Controller('api/admin/hermes/accounts')
export class AccountsController {
  constructor(
    private readonly accounts: ProviderAccountsReader,
    private readonly removed: RemovedAccountsReader,
    private readonly edits: AccountEdits,
    private readonly tests: AccountTests,
  ) {}

  @Get()
  read(@Query({ schema: profileQuerySchema }) query: ProfileQuery): Promise<Accounts> {
    return this.accounts.read(query.profile);
  }

  @Get('removed')
  @ApiOperation({ summary: 'Credentials that changes of this console have removed' })
  readRemoved(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
  ): Promise<RemovedAccounts> {
    return this.removed.read(query.profile);
  }

  @Post('preview')
  @Action('hermes_account.preview')
  @HttpCode(200)
  @ApiOperation({ summary: 'What a change would make of the file, masked; nothing is written' })
  preview(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Body({ schema: accountChangeSchema }) change: AccountChange,
  ): Promise<AccountPreview> {
    return this.edits.preview(query.profile, change);
  }

  @Post('add')
  @Action('hermes_account.add')
  @HttpCode(200)
  add(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: addAccountSchema }) body: z.output<typeof addAccountSchema>,
  ): Promise<AccountChanged> {
    return this.edits.apply(query.profile, versionIn(ifMatch), { kind: 'add', ...body });
  }

  @Post('relabel')
  @Action('hermes_account.relabel')
  @HttpCode(200)
  relabel(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: relabelAccountSchema }) body: z.output<typeof relabelAccountSchema>,
  ): Promise<AccountChanged> {
    return this.edits.apply(query.profile, versionIn(ifMatch), { kind: 'relabel', ...body });
  }

  @Post('reorder')
  @Action('hermes_account.reorder')
  @HttpCode(200)
  reorder(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: reorderAccountsSchema }) body: z.output<typeof reorderAccountsSchema>,
  ): Promise<AccountChanged> {
    return this.edits.apply(query.profile, versionIn(ifMatch), { kind: 'reorder', ...body });
  }

  @Post('reset')
  @Action('hermes_account.reset')
  @HttpCode(200)
  @ApiOperation({ summary: 'Forget what Hermes noted of a failure; the provider is not asked' })
  reset(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: oneAccountSchema }) body: z.output<typeof oneAccountSchema>,
  ): Promise<AccountChanged> {
    return this.edits.apply(query.profile, versionIn(ifMatch), { kind: 'reset', ...body });
  }

  @Post('remove')
  @Action('hermes_account.remove')
  @HttpCode(200)
  @ApiOperation({ summary: 'Remove an entry; what Hermes would make again is suppressed' })
  remove(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: oneAccountSchema }) body: z.output<typeof oneAccountSchema>,
  ): Promise<AccountChanged> {
    return this.edits.apply(query.profile, versionIn(ifMatch), { kind: 'remove', ...body });
  }

  @Post('restore')
  @Action('hermes_account.restore')
  @HttpCode(200)
  restore(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: restoreAccountSchema }) body: z.output<typeof restoreAccountSchema>,
  ): Promise<AccountChanged> {
    return this.edits.apply(query.profile, versionIn(ifMatch), { kind: 'restore', ...body });
  }

  @Post('allow-source')
  @Action('hermes_account.allow_source')
  @HttpCode(200)
  allowSource(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: suppressedSourceSchema }) body: z.output<typeof suppressedSourceSchema>,
  ): Promise<AccountChanged> {
    return this.edits.apply(query.profile, versionIn(ifMatch), { kind: 'allow_source', ...body });
  }

  @Post('activate')
  @Action('hermes_account.activate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Set `active_provider`' })
  activate(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: oneProviderSchema }) body: z.output<typeof oneProviderSchema>,
  ): Promise<AccountChanged> {
    return this.edits.apply(query.profile, versionIn(ifMatch), { kind: 'activate', ...body });
  }

  @Post('repair')
  @Action('hermes_account.repair')
  @HttpCode(200)
  @ApiOperation({ summary: 'Write the shape of a login that is missing' })
  repair(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: oneProviderSchema }) body: z.output<typeof oneProviderSchema>,
  ): Promise<AccountChanged> {
    return this.edits.apply(query.profile, versionIn(ifMatch), { kind: 'repair', ...body });
  }

  @Post('test')
  @Action('hermes_account.test')
  @HttpCode(200)
  @ApiOperation({ summary: 'Ask the provider for its models with one credential' })
  test(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Body({ schema: oneAccountSchema }) body: z.output<typeof oneAccountSchema>,
  ): Promise<AccountTest> {
    return this.tests.run(query.profile, body.at);
  }
}
