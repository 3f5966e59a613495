import { expect, test, type Locator } from '@playwright/test';
import type { AuditPage, AuditSummary } from '../server/audit/audit.contract.ts';
import { Administrator } from './administrator.ts';
import { startProduct, type RunningProduct } from './product.ts';

const loaded = 100_000;
/** Larger than the server's, to be there sooner. */
const pageSize = 10_000;
/** Alone on a machine none is above 50 ms; here others may be at work, so that the best of some tries counts. */
const longestTaskMs = 200;
const tries = 5;
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
  for (let trial = 1; ; trial++) {
    const { longest, drawn, figures } = await scrollThrough(frame);
    info.annotations.push({ type: 'figures', description: figures });
    console.log(figures);
    expect(drawn).toBeLessThan(120);
    if (longest < longestTaskMs) return;
    expect(trial, figures).toBeLessThan(tries);
  }
});

/** By the wheel, then in leaps, then back; and how long the page was held up. */
async function scrollThrough(
  frame: Locator,
): Promise<{ readonly longest: number; readonly drawn: number; readonly figures: string }> {
  const { tasks, frames, drawn } = await frame.evaluate(async (frame) => {
    frame.scrollTop = 0;
    await new Promise((resolve) => requestIdleCallback(resolve));
    const long: number[] = [];
    const observer = new PerformanceObserver((list) =>
      long.push(...list.getEntries().map(({ duration }) => duration)),
    );
    observer.observe({ type: 'longtask' });
    const times: number[] = [];
    let last = performance.now();
    for (let step = 0; step < 240; step++) {
      frame.scrollTop += step < 160 ? 120 : step < 200 ? 90_000 : -90_000;
      await new Promise(requestAnimationFrame);
      times.push(performance.now() - last);
      last = performance.now();
    }
    // Frames are told before their tasks.
    await new Promise((resolve) => requestIdleCallback(resolve));
    long.push(...observer.takeRecords().map(({ duration }) => duration));
    observer.disconnect();
    times.sort((one, other) => one - other);
    return {
      tasks: long,
      frames: { median: times[120] ?? 0, worst: times.at(-1) ?? 0 },
      drawn: frame.querySelectorAll('[data-index]').length,
    };
  });
  const longest = Math.max(0, ...tasks);
  const figures = `${tasks.length} long tasks, longest ${longest.toFixed(0)} ms; frames ${frames.median.toFixed(1)} ms median, ${frames.worst.toFixed(1)} ms worst; ${drawn} rows drawn`;
  return { longest, drawn, figures };
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
