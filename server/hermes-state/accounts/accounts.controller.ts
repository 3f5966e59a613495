import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { accountsQuerySchema, type Accounts, type AccountsQuery } from './accounts.contract.ts';
import { ProviderAccountsReader } from './provider-accounts-reader.ts';

@ApiTags('hermes')
@Controller('api/admin/hermes/accounts')
export class AccountsController {
  constructor(private readonly accounts: ProviderAccountsReader) {}

  @Get()
  read(@Query({ schema: accountsQuerySchema }) query: AccountsQuery): Promise<Accounts> {
    return this.accounts.read(query.profile);
  }
}
