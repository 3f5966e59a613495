import { expect, test } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

let product: RunningProduct;
let administrator: Administrator;

test.beforeAll(async () => {
  product = await startProduct();
});
test.beforeEach(async ({ page }) => {
  administrator = new Administrator(page, product);
  await administrator.enter();
});
test.afterAll(() => product?.stop());

test('goes to a page, to an API user by name, and does something, all from the palette', async ({
  page,
}) => {
  await administrator.createUser({ displayName: 'Needle in the hay' });
  await administrator.createUser({ displayName: 'Hay' });
  const box = page.getByRole('combobox', { name: /Search pages/ });

  await page.keyboard.press('Control+k');
  await box.fill('audit');
  await expect(page.getByRole('option', { name: /Audit log/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Audit log' })).toBeFocused();

  await page.keyboard.press('Control+k');
  await box.fill('needle');
  await expect(
    page.getByRole('option', { name: 'Needle in the hay', exact: true }),
  ).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Needle in the hay' })).toBeVisible();

  await page.keyboard.press('Control+k');
  await box.fill('revoke needle');
  await expect(page.getByRole('option', { name: /^Revoke key of Needle/ })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await page.keyboard.press('Enter');
  const question = page.getByRole('alertdialog', { name: /^Revoke the key of Needle/ });
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(page).not.toHaveURL(/ask=/);

  await page.keyboard.press('Control+k');
  await box.fill('new api');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'New API user' })).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
});

test('asks before it purges, and Esc closes one layer at a time', async ({ page }) => {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /Search pages/ }).fill('purge');
  await page.keyboard.press('Enter');
  const question = page.getByRole('alertdialog', { name: 'Purge the audit log now?' });
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: /Search pages/ })).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
});

test('follows single keys on a page, and leaves them to fields', async ({ page }) => {
  await page.keyboard.press('g');
  await page.keyboard.press('u');
  await expect(page.getByRole('heading', { level: 1, name: 'API users' })).toBeFocused();
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search API users' })).toBeFocused();
  await page.keyboard.type('go?');
  await expect(page.getByRole('searchbox', { name: 'Search API users' })).toHaveValue('go?');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
});

test('folds a group of pages away for the next visit', async ({ page }) => {
  const navigation = page.getByRole('navigation', { name: 'Pages' });
  await navigation.getByRole('button', { name: 'Gateway' }).press('Enter');
  await expect(navigation.getByRole('link', { name: 'Audit log' })).toBeHidden();
  await page.reload();
  await expect(navigation.getByRole('button', { name: 'Gateway' })).toHaveAttribute(
    'aria-expanded',
    'false',
  );
  await expect(navigation.getByRole('link', { name: 'Audit log' })).toBeHidden();
});
