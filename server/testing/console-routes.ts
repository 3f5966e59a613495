import type { INestApplication } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { RequestMethod } from '@nestjs/common';

/** A method and path that an app answers, and what answers it. */
export interface Route {
  readonly method: string;
  /** As registered, such as `/api/admin/api-users/:id`. */
  readonly path: string;
  /** `POST /api/auth/login`. */
  readonly name: string;
  readonly handler: object;
}

interface Layer {
  readonly route?: { readonly path: string; readonly stack: readonly { method?: string }[] };
}

/** What Express has registered, whoever did it. */
export function registeredRoutes(app: INestApplication): string[] {
  const { router } = (app as NestExpressApplication).getHttpAdapter().getInstance() as {
    router: { stack: Layer[] };
  };
  return router.stack.flatMap(({ route }) =>
    (route?.stack ?? []).map(({ method }) => `${method?.toUpperCase()} ${route!.path}`),
  );
}

/** The handlers of all controllers, by Nest's own metadata. */
export function handledRoutes(app: INestApplication): Route[] {
  const modules = [...app.get(ModulesContainer).values()];
  const classes = modules.flatMap((module) =>
    [...module.controllers.values()].map(({ metatype }) => metatype as { prototype: object }),
  );
  return [...new Set(classes)].flatMap((controller) => {
    const base = Reflect.getMetadata('path', controller) as string;
    const names = Object.getOwnPropertyNames(controller.prototype);
    return names.flatMap((name) => {
      const handler = (controller.prototype as Record<string, object>)[name]!;
      const method = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
      if (method === undefined) return [];
      const path = pathOf(base, Reflect.getMetadata('path', handler) as string);
      const verb = RequestMethod[method];
      return [{ method: verb, path, name: `${verb} ${path}`, handler }];
    });
  });
}

function pathOf(base: string, path: string): string {
  return `/${[base, path].map((part) => part.replace(/^\/|\/$/g, '')).join('/')}`.replace(
    /\/$/,
    '',
  );
}
