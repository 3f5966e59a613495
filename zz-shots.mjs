import { chromium } from 'playwright-core';
const list = JSON.parse(process.argv[2]);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
for (const [name, path, width, scheme, full] of list) {
  const context = await browser.newContext({ viewport: { width, height: width < 500 ? 844 : 900 }, colorScheme: scheme });
  const page = await context.newPage();
  const login = await context.request.post('http://127.0.0.1:18743/api/auth/login', { data: { username: 'admin', password: 'a test password, long enough' } });
  if (!login.ok()) console.log(await login.text());
  await page.goto('http://127.0.0.1:18743' + path);
  await page.waitForTimeout(2500);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  console.log(name, 'overflow', overflow);
  await page.screenshot({ path: `/tmp/tool-x/${name}.png`, fullPage: Boolean(full) });
  await context.close();
}
await browser.close();
