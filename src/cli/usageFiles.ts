import { open, readdir, readFile, realpath, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import type { UsageFinding } from '../engine/usage/findings';
import { mappedFormat } from '../engine/usage/readers/mapped';
import { usageMapping } from '../engine/usage/readers/mapping';
import type { UsageFormat } from '../engine/usage/readers/reader';
import type { UsageSet } from '../engine/usage/usageSet';
import { encodingOf } from '../engine/text/decode';
import { slashes } from './workspaceFiles';

/** Files that a walk through a folder takes for data; a file that is named is read whatever it is. */
const dataFile = /\.(?:csv|tsv|json|jsonl|ndjson)(?:\.gz)?$/i;
const ignoredFolders = new Set(['node_modules', '.git']);

/** Bytes that are read at a time. */
const chunkBytes = 256 * 1024;

/** What came of the files. */
export interface ReadFiles {
  readonly findings: readonly UsageFinding[];
  /** How many files were in a format that is known. */
  readonly read: number;
}

/** A mapping for the other files of its folder: see docs/usage-events.md. */
const mappingName = 'costlens.mapping.json';

/**
 * Reads files, and those in folders, in the order of their names; each file once.
 *
 * @param mapping a file that says how the columns of others are called, for all of them.
 */
export async function readUsageFiles(
  paths: readonly string[],
  set: UsageSet,
  mapping?: string,
): Promise<ReadFiles> {
  const findings: UsageFinding[] = [];
  const mappings = new Mappings(findings);
  const always = mapping === undefined ? [] : await mappings.of(mapping);
  const seen = new Set<string>();
  let read = 0;
  for (const named of paths) {
    for (const file of await filesBelow(named, findings)) {
      // A pipe has no path of its own.
      const real = await realpath(file).catch(() => file);
      if (seen.has(real)) continue;
      seen.add(real);
      const beside = await mappings.beside(file);
      const isNamed = file === named;
      const outcome = await readUsageFile(file, set, [...always, ...beside], isNamed);
      findings.push(...outcome.findings);
      if (outcome.isRead) read++;
    }
  }
  return { findings, read };
}

/** Mappings by their files, each read once. */
class Mappings {
  private readonly known = new Map<string, readonly UsageFormat[]>();

  constructor(private readonly findings: UsageFinding[]) {}

  /** The mapping that lies beside a file, where there is one. */
  async beside(file: string): Promise<readonly UsageFormat[]> {
    const beside = path.join(path.dirname(file), mappingName);
    if (this.known.has(beside)) return this.of(beside);
    const isThere = await stat(beside).then(
      (found) => found.isFile(),
      () => false,
    );
    if (!isThere) this.known.set(beside, []);
    return this.of(beside);
  }

  async of(file: string): Promise<readonly UsageFormat[]> {
    let formats = this.known.get(file);
    if (!formats) {
      formats = await this.read(file);
      this.known.set(file, formats);
    }
    return formats;
  }

  private async read(file: string): Promise<readonly UsageFormat[]> {
    try {
      const mapping = usageMapping.safeParse(JSON.parse(await readFile(file, 'utf8')));
      if (mapping.success) return [mappedFormat(mapping.data)];
      const [issue] = mapping.error.issues;
      const detail = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
      this.findings.push(fileFinding('unreadable', 'error', slashes(file), detail));
    } catch (error) {
      this.findings.push(fileFinding('unreadable', 'error', slashes(file), messageOf(error)));
    }
    return [];
  }
}

/** What can't be read is found, and does not stop the rest. */
async function filesBelow(named: string, findings: UsageFinding[]): Promise<readonly string[]> {
  try {
    if (!(await stat(named)).isDirectory()) return [named];
    const entries = await readdir(named, { withFileTypes: true });
    const files: string[] = [];
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const child = path.join(named, entry.name);
      const isData = dataFile.test(entry.name) && entry.name !== mappingName;
      if (entry.isFile() && isData) files.push(child);
      else if (entry.isDirectory() && !ignoredFolders.has(entry.name)) {
        files.push(...(await filesBelow(child, findings)));
      }
    }
    return files;
  } catch (error) {
    findings.push(fileFinding('unreadable', 'error', slashes(named), messageOf(error)));
    return [];
  }
}

interface FileOutcome {
  readonly findings: readonly UsageFinding[];
  readonly isRead: boolean;
}

async function readUsageFile(
  file: string,
  set: UsageSet,
  formats: readonly UsageFormat[],
  isNamed: boolean,
): Promise<FileOutcome> {
  const findings: UsageFinding[] = [];
  const name = slashes(file);
  const reader = set.open(name, formats);
  try {
    const text = new TextPieces((piece) => {
      reader.push(piece);
    });
    const end = await readBytes(file, text);
    if (end.isBinary) {
      if (isNamed) findings.push(fileFinding('unknown', 'error', name));
      return { findings, isRead: false };
    }
    if (end.grew) findings.push(fileFinding('grew', 'information', name));
    if (end.problem !== undefined) {
      findings.push(fileFinding('cut-off', 'error', name, end.problem));
    }
    if (text.malformed) findings.push(fileFinding('malformed', 'warning', name));
  } catch (error) {
    findings.push(fileFinding('unreadable', 'error', name, messageOf(error)));
  }
  // What was read counts, and the row at hand is told of, whatever stopped the reading.
  reader.end();
  if (reader.empty) findings.push(fileFinding('empty', 'warning', name));
  else if (!reader.format) {
    findings.push(fileFinding('unknown', isNamed ? 'error' : 'information', name));
  }
  return { findings, isRead: reader.format !== undefined };
}

/** Bytes in, text out: the first bytes say in which encoding. */
class TextPieces {
  malformed = false;
  private decoder: TextDecoder | undefined;

  constructor(private readonly take: (text: string) => void) {}

  /** @returns false where the file is not text. */
  push(bytes: Uint8Array): boolean {
    if (!this.decoder) {
      const encoding = encodingOf(bytes);
      if (!encoding) return false;
      this.decoder = new TextDecoder(encoding);
    }
    this.give(this.decoder.decode(bytes, { stream: true }));
    return true;
  }

  end(): void {
    if (this.decoder) this.give(this.decoder.decode());
  }

  private give(text: string): void {
    this.malformed ||= text.includes('\uFFFD');
    this.take(text);
  }
}

interface BytesEnd {
  readonly isBinary?: boolean;
  readonly grew?: boolean;
  /** Why the bytes ended early. */
  readonly problem?: string;
}

async function readBytes(file: string, text: TextPieces): Promise<BytesEnd> {
  const handle = await open(file);
  try {
    if (!(await handle.stat()).isFile()) return await readPipe(handle, text);
    const first = Buffer.alloc(2);
    const { bytesRead } = await handle.read(first, 0, 2, 0);
    const isGzip = bytesRead === 2 && first[0] === 0x1f && first[1] === 0x8b;
    const end = isGzip ? await readGzip(handle, text) : await readPlain(handle, text);
    if (!end.isBinary) text.end();
    return end;
  } finally {
    await handle.close();
  }
}

/** A pipe has no size and no beginning to come back to: it is read to its end. */
async function readPipe(handle: FileHandle, text: TextPieces): Promise<BytesEnd> {
  for await (const chunk of handle.createReadStream({ autoClose: false })) {
    if (!text.push(chunk as Uint8Array)) return { isBinary: true };
  }
  text.end();
  return {};
}

/**
 * Reads what the file holds now, so that one that is being written comes to an end. Of what is
 * written meanwhile only the rest of the last line is taken, for half a line is no row.
 */
async function readPlain(handle: FileHandle, text: TextPieces): Promise<BytesEnd> {
  const { size } = await handle.stat();
  const buffer = Buffer.alloc(chunkBytes);
  let at = 0;
  let last = 0;
  const next = async (most: number): Promise<Uint8Array> => {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(chunkBytes, most), at);
    at += bytesRead;
    return buffer.subarray(0, bytesRead);
  };
  while (at < size) {
    const bytes = await next(size - at);
    if (bytes.length === 0) return { problem: 'It became shorter meanwhile.' };
    last = bytes[bytes.length - 1] ?? 0;
    if (!text.push(bytes)) return { isBinary: true };
  }
  const grew = (await handle.stat()).size > size;
  while (grew && last !== lineFeed) {
    const bytes = await next(chunkBytes);
    if (bytes.length === 0) break;
    const end = bytes.indexOf(lineFeed);
    text.push(end === -1 ? bytes : bytes.subarray(0, end + 1));
    last = end === -1 ? 0 : lineFeed;
  }
  return { grew };
}

const lineFeed = 10;

async function readGzip(handle: FileHandle, text: TextPieces): Promise<BytesEnd> {
  const stream = handle.createReadStream({ start: 0, autoClose: false });
  const bytes = stream.pipe(createGunzip());
  stream.on('error', (error) => bytes.destroy(error));
  try {
    for await (const chunk of bytes) {
      if (!text.push(chunk as Uint8Array)) return { isBinary: true };
    }
    return {};
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

function fileFinding(
  kind: 'unknown' | 'empty' | 'unreadable' | 'cut-off' | 'grew' | 'malformed',
  severity: UsageFinding['severity'],
  file: string,
  detail?: string,
): UsageFinding {
  const params = { file, ...(detail !== undefined && { detail }) };
  return { code: `usage-file-${kind}`, severity, params, rows: 0 };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
