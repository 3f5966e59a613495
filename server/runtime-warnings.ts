/** First release of each line whose brotli decoder is mended (CVE-2026-111497). Other lines get no fix any more. */
const mendedNodeReleases: Readonly<Record<number, readonly [number, number]>> = {
  22: [23, 4],
  24: [22, 1],
  26: [12, 1],
};

/** What an operator should know about the Node.js he runs on. */
export function runtimeWarnings(version = process.versions.node): string[] {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const mended = mendedNodeReleases[major];
  if (mended && (minor > mended[0] || (minor === mended[0] && patch >= mended[1]))) return [];
  if (major > 26) return [];
  return [
    `Node ${version} is ${mended ? 'not patched' : 'past its end of life'}: its brotli decoder has a known hole (CVE-2026-111497). ` +
      'Compressed bodies are refused here, but use a current Node 22, 24 or 26 in production.',
  ];
}
