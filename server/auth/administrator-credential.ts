import { randomInt } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../database/start-error.ts';
import type { Settings } from '../settings.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const generatedLength = 24;
const shortest = 16;

/** The name and password the console opens with, from the settings or from the file the first start wrote. */
export class AdministratorCredential {
  private constructor(
    readonly username: string,
    readonly password: string,
    /** Where the password lies; absent when the settings give it. */
    readonly file: string | undefined,
    /** Made just now: the operator has not seen it yet. */
    readonly isNew: boolean,
  ) {}

  /** Generates a password when there is none. Throws {@link StartError} when the file is of no use. */
  static async load(settings: Settings): Promise<AdministratorCredential> {
    const { adminUsername, adminPassword, dataDir } = settings;
    if (adminPassword !== undefined)
      return new AdministratorCredential(adminUsername, adminPassword, undefined, false);
    const file = join(dataDir, 'admin-password');
    const isNew = (await readPassword(file)) === undefined && (await writePassword(dataDir, file));
    const password = await readPassword(file);
    if (password === undefined || password.length < shortest)
      throw new StartError(
        `${file} holds no password of at least ${shortest} characters: delete it, or set HERMES_ADMIN_PASSWORD.`,
      );
    return new AdministratorCredential(adminUsername, password, file, isNew);
  }
}

async function readPassword(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StartError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/**
 * Resolves with whether this process wrote the file. It appears whole or not at all, and only once: the name is given
 * to a finished file, and giving it fails when another process was quicker.
 */
async function writePassword(folder: string, file: string): Promise<boolean> {
  const draft = `${file}.${process.pid}.${randomInt(2 ** 32)}`;
  try {
    // Others may pass through but not look around: run by root, PostgreSQL's files below belong to another account.
    await mkdir(folder, { recursive: true, mode: 0o711 });
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(`${generatePassword()}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(draft, file);
    await syncFolder(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new StartError(`${file} cannot be written: ${(error as Error).message}`);
  } finally {
    await rm(draft, { force: true });
  }
}

/** 143 bits. `randomInt` has no bias. */
export function generatePassword(): string {
  return Array.from({ length: generatedLength }, () => alphabet[randomInt(alphabet.length)]).join(
    '',
  );
}

/** A new name survives a power cut only once its folder is on disk. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
