import { expect, test } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

let product: RunningProduct;
let administrator: Administrator;

test.beforeAll(async () => {
  product = await startProduct();
});
test.beforeEach(({ page }) => {
  administrator = new Administrator(page, product);
});
test.afterAll(() => product?.stop());

test('sends a conversation as an API user and leads to its record', async ({ page }) => {
  await administrator.enter('/overview');
  await administrator.createUser({ displayName: 'Ada Lovelace' });
  await page.goto(`${product.consoleUrl}/playground`);
  const user = page.getByRole('combobox', { name: 'API user' });
  await user.fill('lovel');
  await expect(page.locator('#playground-users option')).toHaveAttribute('value', 'Ada Lovelace');
  await user.fill('Ada Lovelace');
  await expect(page).toHaveURL(/apiUserId=/);
  await expect(page.getByRole('combobox', { name: 'Model' })).not.toHaveValue('');
  const message = page.getByRole('textbox', { name: 'Message' });
  await message.fill('How high is the **Matterhorn**?');
  await page.keyboard.press('Enter');
  const log = page.getByRole('log');
  await expect(log.getByText(/You wrote/)).toBeVisible();
  // The answer is Markdown, and what was asked is not.
  await expect(log.locator('app-markdown strong')).toHaveText('Matterhorn');
  await expect(log.getByText('How high is the **Matterhorn**?')).toBeVisible();
  await message.fill('And in feet?');
  await page.keyboard.press('Enter');
  await expect(log.getByText(/tokens/)).toHaveCount(2);
  await log.getByRole('link', { name: 'Open in the audit log' }).last().click();
  await expect(page.getByRole('heading', { name: /^Request/ })).toBeVisible();
  await expect(page.getByText('hermes-console-playground/1')).toBeVisible();
  await page.goBack();
  await expect(page.getByText('Nothing said yet')).toBeVisible();
});

test('shows what the gateway refuses, as it says it', async ({ page }) => {
  await administrator.enter('/overview');
  const { apiUser } = await administrator.createUser({
    displayName: 'Bounded',
    allowedModels: ['allowed'],
  });
  await page.goto(`${product.consoleUrl}/playground?apiUserId=${apiUser.id}&model=other`);
  await page.getByRole('textbox', { name: 'Message' }).fill('Hello');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('alert')).toContainText('model_not_allowed');
  await expect(page.getByRole('alert')).toContainText('request id');
  await expect(page.getByRole('link', { name: 'Open in the audit log' })).toHaveCount(0);
});

test('says so when the server does not answer', async ({ page }) => {
  await administrator.enter('/overview');
  const { apiUser } = await administrator.createUser({ displayName: 'Unheard' });
  await page.route('**/api/admin/playground/**', (route) => route.abort());
  await page.goto(`${product.consoleUrl}/playground?apiUserId=${apiUser.id}&model=any`);
  await page.getByRole('textbox', { name: 'Message' }).fill('Hello');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('alert')).toContainText('could not be reached');
});

test('offers nothing to choose before there is an API user, and says what is missing', async ({
  page,
}) => {
  await administrator.enter('/playground');
  await page.getByRole('textbox', { name: 'Message' }).fill('Hello');
  await expect(page.getByText('Choose an API user first.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled();
});
