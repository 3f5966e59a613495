import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Accounts } from './accounts.contract.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { ProviderAccountsReader } from './provider-accounts-reader.ts';

@ApiTags('hermes')
@Controller('api/admin/hermes/accounts')
export class AccountsController {
  constructor(private readonly accounts: ProviderAccountsReader) {}

  @Get()
  read(@Query({ schema: profileQuerySchema }) query: ProfileQuery): Promise<Accounts> {
    return this.accounts.read(query.profile);
  }
}
