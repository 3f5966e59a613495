import { expect, test, type Page } from '@playwright/test';
import { Administrator } from './administrator.ts';
import { ask } from './ask.ts';
import { startProduct, type RunningProduct } from './product.ts';

/** What a page may load as compressed script before it is painted, headers included, in bytes. */
const most = 300_000;

let product: RunningProduct;

test.beforeAll(async ({ browser }) => {
  product = await startProduct();
  const page = await browser.newPage();
  const administrator = new Administrator(page, product);
  await administrator.enter();
  const { key } = await administrator.createUser({ displayName: 'Ada' });
  await ask(product.pre, key, 'Hello');
  await page.close();
});
test.afterAll(() => product?.stop());

test('the first page of a visit needs little script, also with charts', async ({
  browser,
}, info) => {
  const visits: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
    ['/login', (page) => expect(page.getByLabel('User name')).toBeVisible()],
    ['/overview', (page) => expect(page.locator('app-usage-tile canvas')).toHaveCount(2)],
    ['/audit', (page) => expect(page.getByRole('row', { name: /Ada/ })).toBeVisible()],
    ['/api-users', (page) => expect(page.getByRole('row', { name: /Ada/ })).toBeVisible()],
  ];
  for (const [path, isPainted] of visits) {
    const context = await browser.newContext();
    const page = await context.newPage();
    if (path !== '/login')
      await new Administrator(page, product).call('POST', '/api/auth/login', {
        username: product.username,
        password: product.password,
      });
    const scripts: Promise<number>[] = [];
    page.on('requestfinished', (request) => {
      if (request.resourceType() === 'script') scripts.push(sizeOf(request));
    });
    await page.goto(product.consoleUrl + path);
    await isPainted(page);
    const bytes = (await Promise.all(scripts)).reduce((sum, each) => sum + each, 0);
    const figures = `${path}: ${(bytes / 1000).toFixed(0)} kB of script in ${scripts.length} files`;
    info.annotations.push({ type: 'figures', description: figures });
    console.log(figures);
    expect.soft(bytes, path).toBeLessThan(most);
    expect.soft(bytes, path).toBeGreaterThan(0);
    await context.close();
  }
});

test('a chart is drawn under the content security policy and tells its values', async ({
  page,
}) => {
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) refused.push(message.text());
  });
  await new Administrator(page, product).enter();
  const chart = page.locator('app-usage-tile app-chart').nth(1);
  await expect(chart.locator('canvas')).toBeVisible();
  await expect(async () => expect(await inksOf(page)).toBeGreaterThan(2)).toPass();

  await chart.getByRole('group', { name: /Requests by day/ }).press('End');
  await expect(chart.getByRole('status')).toContainText('Answered 1, Errors 0');
  await expect(chart.locator('.values')).toContainText(/Answered\s*1/);
  await page.keyboard.press('Escape');
  await expect(chart.locator('.values')).toBeHidden();
  await chart.getByRole('group', { name: /Requests by day/ }).hover();
  await expect(chart.locator('.values')).toContainText('Errors');
  await page.mouse.move(0, 0);
  await expect(chart.locator('.values')).toBeHidden();
  expect(refused).toEqual([]);
});

async function sizeOf(request: { sizes(): Promise<Sizes> }): Promise<number> {
  const { responseBodySize, responseHeadersSize } = await request.sizes();
  return responseBodySize + responseHeadersSize;
}

interface Sizes {
  readonly responseBodySize: number;
  readonly responseHeadersSize: number;
}

/** How many colours the chart of the requests is drawn in. */
const inksOf = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const canvas = document.querySelectorAll<HTMLCanvasElement>('app-usage-tile canvas')[1];
    const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    if (!pixels) return 0;
    const inks = new Set<number>();
    for (let at = 0; at < pixels.length; at += 4)
      if (pixels[at + 3] === 255)
        inks.add((pixels[at]! << 16) | (pixels[at + 1]! << 8) | pixels[at + 2]!);
    return inks.size;
  });
