import { expect, test, type Browser, type Page } from '@playwright/test';
import { startProduct, type RunningProduct } from './product.ts';

const signOutUrl = '/oauth2/sign_out';
const secret = 'the-secret-of-the-proxy';
let product: RunningProduct;

test.beforeAll(async () => {
  product = await startProduct({
    HERMES_TRUSTED_AUTH_HEADER: 'X-Forwarded-User',
    HERMES_TRUSTED_AUTH_CIDRS: '127.0.0.1,::1',
    HERMES_TRUSTED_AUTH_SECRET: secret,
    HERMES_TRUSTED_AUTH_GROUPS_HEADER: 'X-Forwarded-Groups',
    HERMES_TRUSTED_AUTH_ADMIN_GROUP: 'ops',
    HERMES_TRUSTED_AUTH_VIEWER_GROUP: 'staff',
    HERMES_TRUSTED_AUTH_SIGN_OUT_URL: signOutUrl,
  });
});
test.afterAll(() => product?.stop());

/** A browser behind a proxy that names its user. */
const browse = async (browser: Browser, user: string, group: string): Promise<Page> => {
  const context = await browser.newContext({
    extraHTTPHeaders: {
      'x-forwarded-user': user,
      'x-forwarded-groups': group,
      'x-hermes-auth-secret': secret,
    },
  });
  return context.newPage();
};
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

test('whom the proxy names is in at once, and leaves by the way out of the proxy', async ({
  browser,
}) => {
  const page = await browse(browser, 'grace', 'ops');
  await page.route(`**${signOutUrl}`, (route) => route.fulfill({ body: 'signed out there' }));
  await page.goto(`${product.consoleUrl}/account`);
  await expect(heading(page, 'My account')).toBeVisible();
  await expect(page.getByText('By the proxy')).toBeVisible();
  expect(await page.context().cookies()).toEqual([]);
  await page.getByRole('button', { name: 'grace' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByText('signed out there')).toBeVisible();
});

test('who loses a group may only look from then on, and without any is out', async ({
  browser,
}) => {
  const page = await browse(browser, 'linus', 'ops');
  await page.goto(`${product.consoleUrl}/api-users`);
  await expect(page.getByRole('button', { name: 'New API user' }).first()).toBeEnabled();
  const named = (group: string) =>
    page.context().setExtraHTTPHeaders({
      'x-forwarded-user': 'linus',
      'x-forwarded-groups': group,
      'x-hermes-auth-secret': secret,
    });
  await named('staff');
  await page.reload();
  await expect(heading(page, 'API users')).toBeVisible();
  await expect(page.getByRole('button', { name: 'New API user' })).toHaveCount(0);
  await named('else');
  await page.reload();
  await expect(heading(page, 'Sign in')).toBeVisible();
  await expect(page.getByText('no account here with your name may come in')).toBeVisible();
});
