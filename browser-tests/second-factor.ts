import { TOTP } from 'otpauth';

/** The code an authenticator app shows now for a secret, which may hold spaces. */
export function codeOf(secret: string): string {
  return new TOTP({ secret: secret.replaceAll(' ', '') }).generate();
}
