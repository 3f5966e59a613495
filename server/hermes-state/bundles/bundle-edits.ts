import { Injectable } from '@nestjs/common';
import { FileChanged } from '../files/file.errors.ts';
import { absentVersion } from '../files/file-version.ts';
import { HermesFileEditor, type EditedFile, type FileEdit } from '../files/hermes-file-editor.ts';
import type { TextSaved } from '../files/text-file.contract.ts';
import { bundleSlug } from './bundle-slug.format.ts';
import { withBundle } from './bundle-text.ts';
import type { BundleDraft, BundlePreview, BundleSaved } from './bundles.contract.ts';
import { SlugTaken, unspeakableName } from './bundles.errors.ts';
import { BundlesReader } from './bundles-reader.ts';

/** Makes, changes and deletes bundles, each a file of its own. */
@Injectable()
export class BundleEdits {
  constructor(
    private readonly reader: BundlesReader,
    private readonly editor: HermesFileEditor,
  ) {}

  /** What a draft would make of a file, or of a new one. Throws {@link SlugTaken} and as the editor does. */
  async preview(
    profile: string,
    fileName: string | undefined,
    draft: BundleDraft,
  ): Promise<BundlePreview> {
    const slug = await this.slugOf(profile, fileName, draft);
    const name = fileName ?? `${slug}.yaml`;
    const edit = editOf(name, draft, fileName === undefined ? absentVersion : undefined);
    const { before, after, version } = await this.editor.preview(this.fileOf(profile, name), edit);
    return { fileName: name, slug, before: before ?? '', after, version };
  }

  /** Throws {@link SlugTaken}, `FileChanged` when there is such a file, and as the editor does. */
  async create(profile: string, draft: BundleDraft): Promise<BundleSaved> {
    const fileName = `${await this.slugOf(profile, undefined, draft)}.yaml`;
    const edit = editOf(fileName, draft, absentVersion);
    const { version } = await this.editor.edit(this.fileOf(profile, fileName), edit);
    return { fileName, version };
  }

  /** Throws {@link SlugTaken} and as the editor does. */
  async change(
    profile: string,
    fileName: string,
    draft: BundleDraft,
    ifMatch: string,
  ): Promise<TextSaved> {
    if (ifMatch === absentVersion) throw new FileChanged(fileName, 'unknown');
    await this.slugOf(profile, fileName, draft);
    const edit = editOf(fileName, draft, ifMatch);
    const { version } = await this.editor.edit(this.fileOf(profile, fileName), edit);
    return { version };
  }

  fileOf(profile: string, fileName: string): EditedFile {
    return { profile, path: `skill-bundles/${fileName}`, format: 'yaml' };
  }

  private async slugOf(
    profile: string,
    fileName: string | undefined,
    { name }: BundleDraft,
  ): Promise<string> {
    const slug = bundleSlug(name);
    if (slug === '') throw unspeakableName();
    const { bundles } = await this.reader.read(profile);
    const other = bundles.find((bundle) => bundle.slug === slug && bundle.fileName !== fileName);
    if (other !== undefined) throw new SlugTaken(slug, other.fileName);
    return slug;
  }
}

function editOf(fileName: string, draft: BundleDraft, ifMatch: string | undefined): FileEdit {
  return { ifMatch, change: (text) => withBundle(text ?? '', fileName, draft) };
}
