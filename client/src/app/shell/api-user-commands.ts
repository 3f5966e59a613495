import { HttpClient } from '@angular/common/http';
import { inject } from '@angular/core';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import type { ApiUserPage, ApiUserView } from '../../../../server/api-users/api-users.contract';
import { Session } from '../session/session';
import type { IconName } from '../ui/icon';
import type { Command, CommandSource } from './commands';

/** As in `rotate key of Ada`: what is searched for is the rest. */
const verbs = /^(?:edit|rotate|revoke|restore|delete)(?:\s+(?:the\s+)?key)?(?:\s+of)?(?:\s+|$)/i;
const mostFound = 8;
/** Of more people than this, what can be done with them is offered only to those who type it. */
const fewFound = 3;

/** Finds API users by name, and what can be done with them. Must be called where injection is possible. */
export function apiUserCommands(): CommandSource {
  const http = inject(HttpClient);
  const router = inject(Router);
  const session = inject(Session);

  const open = (user: ApiUserView, ask?: string): void =>
    void router.navigate(['/api-users', user.id], {
      queryParams: ask === undefined ? {} : { ask },
    });
  const doing = (
    user: ApiUserView,
    ask: string,
    [name, icon]: readonly [name: string, icon: IconName],
  ): Command => ({
    id: `api-user:${user.id}:${ask}`,
    name: `${name}…`,
    icon,
    group: 'Actions on API users',
    run: () => open(user, ask),
  });
  const actionsOn = (user: ApiUserView): readonly Command[] => {
    const { displayName: name } = user;
    return [
      doing(user, 'edit', [`Edit ${name}`, 'edit']),
      doing(user, 'rotate', [`Rotate key of ${name}`, 'rotate']),
      user.status === 'revoked'
        ? doing(user, 'restore', [`Restore ${name}`, 'restore'])
        : doing(user, 'revoke', [`Revoke key of ${name}`, 'blocked']),
      doing(user, 'delete', [`Delete ${name}`, 'trash']),
    ];
  };

  return {
    group: 'API users',
    find: async (text) => {
      const search = text.replace(verbs, '');
      const params = { limit: mostFound, ...(search !== '' && { search }) };
      const { items } = await firstValueFrom(
        http.get<ApiUserPage>('/api/admin/api-users', { params }),
      );
      const isVerbTyped = search !== text;
      const hasActions = session.canChange() && (isVerbTyped || items.length <= fewFound);
      return [
        ...items.map<Command>((user) => ({
          id: `api-user:${user.id}`,
          name: user.displayName,
          icon: 'key',
          group: 'API users',
          ...(user.status !== 'active' && { note: user.status }),
          run: () => open(user),
        })),
        ...(hasActions ? items.flatMap(actionsOn) : []),
      ];
    },
  };
}
