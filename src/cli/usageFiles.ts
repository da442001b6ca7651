import { open, readdir, realpath, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import type { UsageFinding } from '../engine/usage/findings';
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

/** Reads files, and those in folders, in the order of their names; each file once. */
export async function readUsageFiles(paths: readonly string[], set: UsageSet): Promise<ReadFiles> {
  const findings: UsageFinding[] = [];
  const seen = new Set<string>();
  let read = 0;
  for (const named of paths) {
    const files = await filesBelow(named);
    if (typeof files === 'string') findings.push(fileFinding('unreadable', 'error', named, files));
    else {
      for (const file of files) {
        const real = await realpath(file);
        if (seen.has(real)) continue;
        seen.add(real);
        const outcome = await readUsageFile(file, set, file === named);
        findings.push(...outcome.findings);
        if (outcome.isRead) read++;
      }
    }
  }
  return { findings, read };
}

/** @returns why the path can't be read, where it can't. */
async function filesBelow(named: string): Promise<readonly string[] | string> {
  try {
    if (!(await stat(named)).isDirectory()) return [named];
    const entries = await readdir(named, { withFileTypes: true });
    const sorted = entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const files: string[] = [];
    for (const entry of sorted) {
      const child = path.join(named, entry.name);
      if (entry.isFile() && dataFile.test(entry.name)) files.push(child);
      else if (entry.isDirectory() && !ignoredFolders.has(entry.name)) {
        const below = await filesBelow(child);
        if (typeof below !== 'string') files.push(...below);
      }
    }
    return files;
  } catch (error) {
    return messageOf(error);
  }
}

interface FileOutcome {
  readonly findings: readonly UsageFinding[];
  readonly isRead: boolean;
}

async function readUsageFile(file: string, set: UsageSet, isNamed: boolean): Promise<FileOutcome> {
  const findings: UsageFinding[] = [];
  const name = slashes(file);
  const reader = set.open(name);
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
