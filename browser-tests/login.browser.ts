import { expect, test } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

let product: RunningProduct;

test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product.stop());

test('signs in with the generated password and out again', async ({ page }) => {
  const administrator = new Administrator(page, product);
  await administrator.signIn();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
});

test('says the same for a wrong password, whoever it is', async ({ page }) => {
  const administrator = new Administrator(page, product);
  await administrator.signIn('not the password, surely');
  await expect(page.getByRole('alert')).toContainText('User name or password is wrong');
});
