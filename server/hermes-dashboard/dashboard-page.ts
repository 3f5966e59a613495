import type { Response } from 'express';
import { cspNonceOf } from '../http/security-headers.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(/[&<"]/g, (character) => escapes[character]!);

/** What a person sees in place of the dashboard. `home` is the address of the console. */
export function sendPage(
  response: Response,
  about: { status: number; title: string; message: string; home: string },
): void {
  const { status, title, message, home } = about;
  const nonce = cspNonceOf(response);
  response.status(status).type('html').setHeader('cache-control', 'no-store').send(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)} · Hermes Control Plane</title>
<style nonce="${nonce}">
body { font: 14px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto 0; padding: 0 1rem; }
h1 { font-size: 1.25rem; }
</style>
<h1>${escaped(title)}</h1>
<p>${escaped(message)}</p>
<p><a href="${escaped(home)}">Back to the console</a></p>
</html>
`);
}
