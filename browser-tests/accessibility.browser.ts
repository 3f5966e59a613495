import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { ask } from './ask.ts';
import { startProduct, type RunningProduct } from './product.ts';

const paths = [
  '/overview',
  '/api-users',
  '/audit',
  '/models',
  '/config',
  '/config?part=yaml',
  '/config?part=history',
  '/environment',
  '/kanban',
  '/live',
  '/sessions',
  '/insights',
  '/system',
  '/system/settings',
  '/system/logs',
  '/hermes/status',
  '/hermes/logs',
  '/playground',
  '/profiles',
  '/profiles/default',
  '/memory',
  '/skills',
  '/cron',
  '/cron?view=runs',
  '/bundles',
  '/plugins',
  '/webhooks',
  '/pairing',
  '/hooks',
  '/hooks?tab=gateway',
  '/tools',
  '/tools?toolset=terminal',
  '/mcp',
  '/memory?view=text',
  '/storage',
  '/security',
  '/security?state=pass',
  '/administration/administrators',
  '/administration/events',
  '/account',
  '/accounts',
  '/nowhere',
];
let product: RunningProduct;
let administrator: Administrator;
let adaId: string;

test.beforeAll(async ({ browser }) => {
  product = await startProduct();
  const page = await browser.newPage();
  const first = new Administrator(page, product);
  await first.enter();
  const { key, apiUser } = await first.createUser({ displayName: 'Ada', note: 'A note' });
  adaId = apiUser.id;
  await page.close();
  await ask(product.pre, key, 'Hello');
  await ask(product.pre, `${key.slice(0, -1)}_`, 'refused');
});
test.beforeEach(({ page }) => {
  administrator = new Administrator(page, product);
});
test.afterAll(() => product?.stop());

for (const path of paths)
  test(`${path} has no violation in either theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    await administrator.enter(path);
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    // All that the other theme changes.
    await expectAccessible(page, { onlyRules: ['color-contrast'] });
  });

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('the sign-in page has no violation', async ({ page }) => {
      await page.goto(`${product.consoleUrl}/login`);
      await expectAccessible(page);
    });

    test('the page of an API user has no violation', async ({ page }) => {
      await administrator.enter(`/api-users/${adaId}`);
      await expect(page.getByText('Key made')).toBeVisible();
      await expect(page.locator('app-use-by-day-tile canvas')).toBeVisible();
      await expectAccessible(page);
      await page.setViewportSize({ width: 390, height: 844 });
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Rotate key…' }).click();
      await expect(page.getByRole('alertdialog')).toBeVisible();
      await expectAccessible(page);
      await page.goto(`${product.consoleUrl}/api-users/nobody`);
      await expect(page.getByText('does not exist (any more)')).toBeVisible();
      await expectAccessible(page);
    });

    test('selected API users and the question about them have no violation', async ({ page }) => {
      await administrator.enter('/api-users?status=active&sort=capShare');
      await page.getByRole('checkbox', { name: 'Select Ada' }).check();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Revoke keys…' }).click();
      await expect(page.getByRole('alertdialog')).toBeVisible();
      await expectAccessible(page);
    });

    test('an open request has no violation', async ({ page }) => {
      await administrator.enter('/audit');
      await page.getByRole('table').getByRole('link').first().click();
      for (const tab of ['Overview', 'Conversation', 'Raw']) {
        await page.getByRole('tab', { name: tab }).click();
        await expectAccessible(page);
      }
    });

    test('palette, keys, an unfolded event and the set-up of a second factor have no violation', async ({
      page,
    }) => {
      await administrator.enter('/administration/events');
      await page.getByRole('button', { name: 'Verify events' }).click();
      await page.getByRole('table').getByRole('button').first().click();
      await expect(page.getByRole('heading', { name: /^Event \d/ })).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('option').first()).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await expectAccessible(page);
      await page.goto(`${product.consoleUrl}/account`);
      await page.getByRole('button', { name: 'Set up second factor' }).click();
      await page.getByLabel('Current password', { exact: true }).fill(product.password);
      await page.getByRole('button', { name: 'Go on' }).click();
      await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
      await expectAccessible(page);
      await page.goto(`${product.consoleUrl}/administration/administrators`);
      await page.getByRole('button', { name: 'New administrator' }).click();
      await page.getByRole('button', { name: 'Create administrator' }).click();
      await expectAccessible(page);
    });

    test('a narrow window and its drawer have no violation', async ({ page }) => {
      await page.setViewportSize({ width: 390, height: 844 });
      await administrator.enter('/administration/events');
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Open navigation' }).click();
      await expect(page.getByRole('dialog', { name: 'Navigation' })).toBeVisible();
      await expectAccessible(page);
    });

    test('dialogs and menus have no violation', async ({ page }) => {
      await administrator.enter('/api-users');
      await page.getByRole('button', { name: 'Actions for Ada' }).click();
      await expect(page.getByRole('menuitem', { name: 'Show details' })).toBeFocused();
      // A menu opens beside the landmarks, as the ARIA pattern for menu buttons has it.
      await expectAccessible(page, { exemptRules: ['region'] });
      await page.getByRole('menuitem', { name: 'Delete…' }).click();
      await expect(page.getByRole('heading', { name: 'Delete Ada?' })).toBeVisible();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'New API user' }).click();
      await page.getByRole('button', { name: 'Create user and key' }).click();
      await expectAccessible(page);
    });
  });
}

test('everything from signing in to signing out works with the keyboard alone', async ({
  page,
}) => {
  await page.goto(`${product.consoleUrl}/login`);
  await focus(page, 'User name');
  await page.keyboard.type(product.username);
  await page.keyboard.press('Tab');
  await page.keyboard.type(product.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();

  await focus(page, 'API users');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'API users' })).toBeFocused();
  await focus(page, 'New API user');
  await page.keyboard.press('Enter');
  // The sheet takes the focus when it has come in.
  await expect(page.getByRole('dialog').getByLabel('Name')).toBeFocused();
  await page.keyboard.type('Keyboard only');
  await page.keyboard.press('Enter');
  const shown = page.getByRole('dialog', { name: 'Key of Keyboard only' });
  const key = (await shown.locator('.key code').textContent())!;
  await focus(page, 'I have stored it');
  await page.keyboard.press('Space');
  await focus(page, 'Close');
  await page.keyboard.press('Enter');
  await expect(shown).toBeHidden();
  await ask(product.pre, key, 'From the keyboard');

  await focus(page, 'Audit log');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Audit log' })).toBeFocused();
  await focus(page, '/audit/');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /^Request/ })).toBeFocused();
  await page.keyboard.press('Escape');
  await focus(page, 'User menu');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'My account' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
});

async function expectAccessible(
  page: Page,
  { exemptRules = [], onlyRules }: { exemptRules?: string[]; onlyRules?: string[] } = {},
): Promise<void> {
  await expect(page.locator('h1').first()).toBeAttached();
  // Colours are judged when they have settled. An animation of something that went away is aborted; one of something
  // that has just come begins a frame or two later.
  await page.evaluate(async () => {
    for (let round = 0; round < 3; round++) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      await Promise.allSettled(document.getAnimations().map((each) => each.finished));
    }
  });
  const axe = new AxeBuilder({ page });
  if (onlyRules) axe.withRules(onlyRules);
  else axe.disableRules(exemptRules);
  const { violations } = await axe.analyze();
  expect(
    violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 200))]),
  ).toEqual([]);
}

/** Presses Tab, from where the focus is, until the focus is on what carries this name. Fails when it never gets there. */
async function focus(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 60; step++) {
    const isThere = await page.evaluate((wanted) => {
      const element = document.activeElement as HTMLInputElement | null;
      if (!element || element === document.body) return false;
      const label = element.labels?.[0]?.textContent ?? '';
      const names = [
        element.getAttribute('aria-label'),
        element.getAttribute('href'),
        element.textContent,
        label,
      ];
      return names.some((each) => each?.trim().includes(wanted));
    }, name);
    if (isThere) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reaches “${name}”.`);
}
