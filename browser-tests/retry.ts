import { expect, type Locator } from '@playwright/test';

/** Presses Retry in a part of the page until it is back. It may come back by itself meanwhile, with the next news. */
export async function retry(part: Locator, isBack: Locator): Promise<void> {
  const button = part.getByRole('button', { name: 'Retry' }).first();
  await expect(async () => {
    if (await button.isVisible()) await button.click({ timeout: 5000 });
    await expect(isBack).toBeVisible({ timeout: 5000 });
  }).toPass();
}
