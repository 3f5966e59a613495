import type { Request } from 'express';

/**
 * Whether the browser reached us over HTTPS: the public address says so, or a trusted proxy does (Express believes
 * `X-Forwarded-Proto` only from those).
 */
export function isSecure(request: Request, publicUrl: string | undefined): boolean {
  return (publicUrl?.startsWith('https:') ?? false) || request.protocol === 'https';
}
