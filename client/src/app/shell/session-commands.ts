import { HttpClient } from '@angular/common/http';
import { inject } from '@angular/core';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import type {
  SessionHit,
  SessionSearch,
} from '../../../../server/hermes-state/sessions/sessions.contract';
import { ProfileScope } from '../hermes/profile-scope';
import type { Command, CommandSource } from './commands';

const mostFound = 6;

/** Finds sessions of Hermes by title, id or what was said in them. Must be called where injection is possible. */
export function sessionCommands(): CommandSource {
  const http = inject(HttpClient);
  const router = inject(Router);
  const scope = inject(ProfileScope);

  const commandOf = ({ sessionId, title, source, snippet }: SessionHit): Command => ({
    id: `session:${sessionId}`,
    name: title ?? (snippet.map(({ text }) => text).join('') || sessionId),
    icon: 'history',
    group: 'Sessions of Hermes',
    note: source,
    run: () => void router.navigate(['/sessions', sessionId], { queryParams: scope.params() }),
  });

  return {
    group: 'Sessions of Hermes',
    find: async (search) => {
      const params = { search, profile: scope.profile(), limit: 30 };
      const { items } = await firstValueFrom(
        http.get<SessionSearch>('/api/admin/hermes/sessions/search', { params }),
      );
      // Several messages of one session may match.
      const first = new Map(items.toReversed().map((hit) => [hit.sessionId, hit]));
      return [...first.values()].toReversed().slice(0, mostFound).map(commandOf);
    },
  };
}
