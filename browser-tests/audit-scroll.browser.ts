import { expect, test, type Locator, type Page } from '@playwright/test';
import type { AuditPage, AuditSummary } from '../server/audit/audit.contract.ts';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

const loaded = 100_000;
/** Larger than the server's, to be there sooner. */
const pageSize = 10_000;
const steps = 240;
/** Time of the processor, not of the clock: others may be at work. Some 11 ms on a small machine. */
const mostPerStepMs = 40;
let product: RunningProduct;

test.beforeAll(async () => {
  product = await startProduct();
});
test.afterAll(() => product?.stop());

test('an empty log says why, and what fills it', async ({ page }) => {
  await new Administrator(page, product).enter('/audit');
  await expect(page.getByText('No requests yet')).toBeVisible();
});

test('scrolls through a hundred thousand requests without holding the page up', async ({
  page,
}, info) => {
  await page.route('**/api/admin/logs?*', (route) => {
    const cursor = new URL(route.request().url()).searchParams.get('cursor');
    return route.fulfill({ json: pageAfter(cursor) });
  });
  await new Administrator(page, product).enter('/audit');
  const frame = page.locator('.scroller');
  await expect(async () => {
    await frame.evaluate((element) => (element.scrollTop = element.scrollHeight));
    await expect(page.getByText('100,000 shown', { exact: true })).toBeVisible({ timeout: 200 });
  }).toPass();
  await frame.evaluate((element) => (element.scrollTop = 0));
  const table = page.getByRole('table', { name: 'Requests' });
  await expect(table).toHaveAttribute('aria-rowcount', String(loaded + 1));
  await expect(table.locator('[data-index="0"]')).toBeInViewport();
  const { perStepMs, drawn, figures } = await scrollThrough(page, frame);
  info.annotations.push({ type: 'figures', description: figures });
  console.log(figures);
  expect(drawn).toBeLessThan(120);
  expect(perStepMs).toBeLessThan(mostPerStepMs);
});

/** By the wheel, then in leaps, then back; and what that costs the page. */
async function scrollThrough(
  page: Page,
  frame: Locator,
): Promise<{ readonly perStepMs: number; readonly drawn: number; readonly figures: string }> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Performance.enable');
  const workedMs = async () => {
    const { metrics } = await devTools.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? NaN) * 1000;
  };
  const before = await workedMs();
  const { median, worst, drawn } = await frame.evaluate(async (frame, steps) => {
    const times: number[] = [];
    let last = performance.now();
    for (let step = 0; step < steps; step++) {
      frame.scrollTop += step < 160 ? 120 : step < 200 ? 90_000 : -90_000;
      await new Promise(requestAnimationFrame);
      times.push(performance.now() - last);
      last = performance.now();
    }
    times.sort((one, other) => one - other);
    return {
      median: times[steps / 2] ?? 0,
      worst: times.at(-1) ?? 0,
      drawn: frame.querySelectorAll('[data-index]').length,
    };
  }, steps);
  const perStepMs = ((await workedMs()) - before) / steps;
  const figures = `${perStepMs.toFixed(1)} ms of work a step; frames ${median.toFixed(1)} ms median, ${worst.toFixed(1)} ms worst; ${drawn} rows drawn`;
  return { perStepMs, drawn, figures };
}

const start = Date.UTC(2026, 10, 21);

/** `cursor` is the id of the last request before the page, made from its time. */
function pageAfter(cursor: string | null): AuditPage {
  const time = cursor === null ? start : Number.parseInt(cursor.replace('-', '').slice(0, 12), 16);
  const first = cursor === null ? 0 : (start - time) / 1000 + 1;
  const items = Array.from({ length: pageSize }, (_, offset): AuditSummary => {
    const index = first + offset;
    const time = start - index * 1000;
    const hex = time.toString(16).padStart(12, '0');
    const id = `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
    return {
      id,
      requestId: id,
      startedAt: new Date(time).toISOString(),
      completedAt: new Date(time + 900).toISOString(),
      gateway: index % 3 === 0 ? 'post' : 'pre',
      apiUserId: '01939d5e-7c00-7000-8000-000000000001',
      apiUserName: `Team ${index % 40}`,
      keyPrefix: 'hms_ab12',
      method: 'POST',
      path: '/v1/chat/completions',
      model: 'Hermes-4-70B',
      responseModel: 'hermes-4-70b-instruct',
      stream: index % 2 === 0,
      status: index % 50 === 0 ? 502 : 200,
      endReason: index % 50 === 0 ? 'upstream_error' : 'done',
      errorCode: null,
      usage: {
        source: 'upstream',
        promptTokens: 1000 + index,
        completionTokens: index % 700,
        totalTokens: 1000 + index + (index % 700),
        cachedTokens: null,
        reasoningTokens: null,
        chargedTokens: 1000 + index,
      },
      timeToFirstByteMs: 100 + (index % 900),
      durationMs: 900 + (index % 9000),
      clientAddress: '192.0.2.7',
      clientRequestId: null,
      promptBytes: 2000 + index,
      responseBytes: 3000,
      requestTruncated: false,
      responseTruncated: false,
      promptPreview: '{"messages":[',
    };
  });
  const isLast = first + pageSize >= loaded;
  return { items, nextCursor: isLast ? null : items.at(-1)!.id, searchedBackTo: null };
}
