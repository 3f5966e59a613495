/** What a secret is replaced by. */
const hidden = '[hidden]';

/** What looks like a secret, whoever wrote it: ours, a provider's, and passwords inside of addresses. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/\bhms_[0-9A-Za-z]{6,}/g, `hms_${hidden}`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${hidden}`],
  [/\b(sk|pk|rk|xai|gsk|ghp|gho|github_pat|AIza)[-_]?[A-Za-z0-9_-]{16,}/g, `$1-${hidden}`],
  [/\b(xox[abeprs]-|ya29\.|hf_|nvapi-|tvly-|glpat-|whsec_|npm_|r8_)[\w.-]{10,}/g, `$1${hidden}`],
  // Of a Telegram bot.
  [/\b\d{8,10}:[A-Za-z0-9_-]{35}\b/g, hidden],
  [/\b([A-Z][A-Z0-9_]*(?:KEY|TOKEN|SECRET|PASSWORD)\s?[=:]\s?["']?)[^\s"']{6,}/g, `$1${hidden}`],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, hidden],
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@:]*:[^\s/]*@/gi, `$1${hidden}@`],
  [
    /([?&;\s"']|^)(password|passwd|token|secret|api[-_]?key)("?\s*[=:]\s*"?)[^\s&"',;]+/gi,
    `$1$2$3${hidden}`,
  ],
];

/** Replaces what looks like a secret, and every one of the known ones, in a text of any origin. */
export function redact(text: string, known: readonly string[] = []): string {
  let clean = text;
  for (const secret of known) clean = clean.replaceAll(secret, hidden);
  for (const [shape, replacement] of shapes) clean = clean.replace(shape, replacement);
  return clean;
}
