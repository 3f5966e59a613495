/** What a bundle is called with, behind the slash. Empty for names that hold no Latin letter or digit. */
export function bundleSlug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[ _]/g, '-')
    .replaceAll(/[^a-z0-9-]/g, '')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll(/^-|-$/g, '');
}
