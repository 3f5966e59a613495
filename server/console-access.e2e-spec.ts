import { randomUUID } from 'node:crypto';
import { actionKey } from './admin-events/action.decorator.ts';
import { adminActions } from './admin-events/admin-actions.contract.ts';
import { handledRoutes, registeredRoutes, type Route } from './testing/console-routes.ts';
import { ConsoleClient } from './testing/test-console.ts';
import { adminPassword, startTestProduct, type TestProduct } from './testing/test-product.ts';

const publicRoutes = [
  'GET /api/auth/status',
  'GET /health/live',
  'GET /health/ready',
  // With an access rule of its own: this machine, or a token.
  'GET /metrics',
  'POST /api/auth/login',
  'POST /api/auth/logout',
];
/** Changes that concern nobody but the one who makes them. */
const ownRoutes = [
  'DELETE /api/admin/saved-views/:id',
  'DELETE /api/auth/sessions',
  'DELETE /api/auth/sessions/:id',
  'DELETE /api/auth/tokens/:id',
  'DELETE /api/auth/totp',
  'PATCH /api/admin/saved-views/:id',
  'POST /api/admin/saved-views',
  'POST /api/auth/login',
  'POST /api/auth/logout',
  'POST /api/auth/password',
  'POST /api/auth/tokens',
  'POST /api/auth/totp/confirm',
  'POST /api/auth/totp/recovery-codes',
  'POST /api/auth/totp/setup',
  'PUT /api/auth/preferences',
];
const isDocs = (route: string) => route.startsWith('GET /api/docs');
const isUnsafe = ({ method }: Route) => method !== 'GET' && method !== 'HEAD';
const pathOf = ({ path }: Route) => path.replaceAll(/:\w+/g, () => randomUUID());

describe('every route of the console', () => {
  let product: TestProduct;
  let routes: Route[];
  const newClient = () => new ConsoleClient(product.consoleUrl);

  const logIn = async (password: string, username: string): Promise<ConsoleClient> => {
    const client = newClient();
    expect((await client.logIn(password, username)).status).toBe(200);
    return client;
  };
  /** Status and code of each route, for somebody who sends nothing else. */
  const answersTo = async (client: ConsoleClient, asked: readonly Route[]) => {
    const answers: Record<string, string> = {};
    for (const route of asked) {
      const { status, body } = await client.send(route.method, pathOf(route));
      answers[route.name] = `${status} ${body?.error?.code ?? ''}`.trim();
    }
    return answers;
  };
  const namesOf = (answers: Record<string, string>, wanted: (answer: string) => boolean) =>
    Object.keys(answers)
      .filter((name) => wanted(answers[name]!))
      .sort();

  beforeAll(async () => {
    product = await startTestProduct();
    routes = handledRoutes(product.product.console);
  });

  it('is a handler behind the guards, but for the documentation', () => {
    const registered = registeredRoutes(product.product.console).filter((route) => !isDocs(route));
    expect(registered.sort()).toEqual(routes.map(({ name }) => name).sort());
    expect(registered.length).toBeGreaterThan(30);
  });

  it('needs a session unless it is public', async () => {
    const answers = await answersTo(newClient(), routes);
    const open = namesOf(answers, (answer) => answer !== '401 not_authenticated');
    expect(open).toEqual(publicRoutes);
  });

  it('that changes something has a name of its own kind in the events', () => {
    const nameless = routes
      .filter(isUnsafe)
      .filter(({ handler }) => {
        const action: unknown = Reflect.getMetadata(actionKey, handler);
        return action === 'unknown' || !(adminActions as readonly unknown[]).includes(action);
      })
      .map(({ name }) => name);
    expect(nameless).toEqual([]);
  });

  describe('for a viewer', () => {
    let viewer: ConsoleClient;

    beforeAll(async () => {
      const admin = await logIn(adminPassword, 'admin');
      const password = 'a password for a viewer';
      const created = await admin.post('/api/admin/administrators', {
        username: 'viewer',
        role: 'viewer',
        password,
      });
      expect(created.status).toBe(201);
      viewer = await logIn(password, 'viewer');
    });

    it('is open when it only reads', async () => {
      const answers = await answersTo(
        viewer,
        routes.filter((route) => !isUnsafe(route)),
      );
      // What it opens, the Hermes dashboard, changes things.
      expect(namesOf(answers, (answer) => /^(401|403|5)/.test(answer))).toEqual([
        'GET /api/auth/verify',
      ]);
    });

    it('is closed when it changes something that is not his own', async () => {
      const unsafe = routes.filter(isUnsafe).filter(({ name }) => name !== 'POST /api/auth/logout');
      const answers = await answersTo(viewer, unsafe);
      const closed = namesOf(answers, (answer) => answer === '403 admin_only');
      const expected = unsafe.map(({ name }) => name).filter((name) => !ownRoutes.includes(name));
      expect(closed).toEqual(expected.sort());
      expect(closed.length).toBeGreaterThan(10);
    });
  });

  describe('for somebody whose password was generated', () => {
    it('is closed but for his own account', async () => {
      const admin = await logIn(adminPassword, 'admin');
      const { body } = await admin.post('/api/admin/administrators', {
        username: 'newcomer',
        role: 'admin',
      });
      const newcomer = await logIn(body.password, 'newcomer');
      const asked = routes.filter(({ name }) => name !== 'POST /api/auth/logout');
      const answers = await answersTo(newcomer, asked);
      const open = namesOf(answers, (answer) => answer !== '403 password_change_required');
      const reads = ['GET /api/auth/me', 'GET /api/auth/sessions', 'GET /api/auth/tokens'];
      expect(open).toEqual(
        [...new Set([...publicRoutes, ...ownRoutes, ...reads])]
          .filter((name) => name !== 'POST /api/auth/logout')
          .sort(),
      );
    });
  });
});
