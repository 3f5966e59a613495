import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type {
  ImportCheck,
  McpChange,
  McpPreview,
  McpSaved,
  McpTestRun,
} from '../../../../../server/hermes-state/mcp/mcp.contract';
import { ProfileScope } from '../profile-scope';

const url = '/api/admin/hermes/mcp';

/** The calls that change MCP servers of the profile in scope. All throw the HTTP error of a refusal. */
@Injectable({ providedIn: 'root' })
export class McpCalls {
  private readonly http = inject(HttpClient);
  private readonly scope = inject(ProfileScope);

  preview(change: McpChange): Promise<McpPreview> {
    return this.post('preview', change);
  }

  save({ kind, ...body }: McpChange, version: string): Promise<McpSaved> {
    return this.post(kind, body, version);
  }

  check(text: string): Promise<ImportCheck> {
    return this.post('import/check', { text });
  }

  testAll(): Promise<McpTestRun> {
    return this.post('test-all', {});
  }

  private post<Answer>(path: string, body: object, version?: string): Promise<Answer> {
    const options = {
      params: { profile: this.scope.profile() },
      ...(version !== undefined && { headers: { 'if-match': `"${version}"` } }),
    };
    return firstValueFrom(this.http.post<Answer>(`${url}/${path}`, body, options));
  }
}

/** When a saved change counts, for every dialog that saves one. */
export const whenItCounts =
  'Sessions that run keep the servers they began with. New sessions follow the change; a running gateway does after a restart.';
