/**
 * Types into prompts, ten keys a second for ten seconds, in a real VS Code: with the extension and
 * without, in turn. Gates: the worst stall of the extension host is, by the median of the rounds, at
 * most 10 ms above that without in a prompt of 200 KB, and 50 ms in one of 10 MB; no frame shows
 * fewer lenses than before the typing, or moves the first line; while a count takes longer than the
 * pause of a key, new figures come all the same.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../host/browser';
import { installHost, type VsCodeHost } from '../host/install';
import { outFolder, projectRoot } from '../host/paths';
import { remoteUri, startServer, workbenchUrl } from '../host/server';
import { caretMark, probeMark, type ProbeMessage } from './typingProtocol';

const keys = 100;
const keyEveryMs = 100;
/** After the last key, for the last count to be drawn. */
const settleMs = 2500;

interface Case {
  readonly name: string;
  readonly file: string;
  readonly text: () => string;
  /** With and without in turn: a single worst of ten seconds is mostly the machine's. */
  readonly rounds: number;
  readonly allowedStallMs: number;
}

const cases: readonly Case[] = [
  {
    ...{ name: 'a prompt of 200 KB', file: 'long.prompty', text: longPrompt },
    ...{ rounds: 3, allowedStallMs: 10 },
  },
  {
    ...{ name: 'a prompt of 10 MB', file: 'huge.prompty', text: hugePrompt },
    ...{ rounds: 1, allowedStallMs: 50 },
  },
  {
    ...{ name: 'JSON lines, 100,000 requests', file: 'lines.jsonl', text: manyRequests },
    ...{ rounds: 1, allowedStallMs: 50 },
  },
];

interface Frames {
  /** Lenses drawn before the first key, and the fewest in any frame after it. */
  readonly before: number;
  readonly fewest: number;
  readonly frames: number;
  /** How far the first line was from its place, at most, in pixels. */
  readonly moved: number;
  /** When the figures in the status bar changed, in milliseconds from the first key. */
  readonly figures: readonly number[];
}

interface Measured {
  readonly activationMs: number | null;
  readonly worstMs: number;
  readonly p99Ms: number;
  readonly frames: Frames;
  /** How long typing took, in milliseconds. */
  readonly typingMs: number;
}

/** A prompt of about 200 KB in plain sentences, several messages long. */
function longPrompt(): string {
  const sentence = (n: number): string =>
    `Rule ${String(n)}: answer in ${String((n % 7) + 2)} sentences and name the source of each claim.\n`;
  const system = Array.from({ length: 8 }, (_, n) => sentence(n)).join('');
  const rest = Array.from({ length: 2800 }, (_, n) => sentence(n)).join('');
  return `---\nname: long\nmodel: gpt-4o\n---\nsystem:\n${system}${caretMark}\nuser:\nFirst question.\n\nassistant:\nFirst answer.\n\nuser:\n${rest}`;
}

/** A prompt of 10 MB in 50,000 messages: from 300,000 lines on, VS Code draws no lenses. */
function hugePrompt(): string {
  const sentence = 'Answer {{name}} in three sentences, and name the source of each claim. ';
  const message = `user:\n${sentence.repeat(3).trimEnd()}\n\n`;
  return `---\nmodel: gpt-4o\n---\nsystem:\n${caretMark}\n\n${message.repeat(50_000)}`;
}

function manyRequests(): string {
  const line = (content: string): string =>
    `${JSON.stringify({
      messages: [
        { role: 'user', content },
        { role: 'assistant', content: 'Yes.' },
      ],
    })}\n`;
  const rest = Array.from({ length: 99_999 }, (_, n) => line(`Say "yes" to ${String(n)}, please.`));
  return line(caretMark) + rest.join('');
}

async function measure(
  host: VsCodeHost,
  browser: Browser,
  extension: string,
  { file, text }: Pick<Case, 'file' | 'text'>,
): Promise<Measured> {
  const workspace = await mkdtemp(path.join(tmpdir(), 'costlens-typing-'));
  const prompt = text();
  await writeFile(path.join(workspace, file), prompt);
  const server = await startServer(host, {
    connectionToken: false,
    workspaceTrust: false,
    testDriver: true,
    settings: {
      'editor.minimap.enabled': false,
      'editor.wordBasedSuggestions': 'off',
      // VS Code's own extension for it copies the whole text at every key: 0.3 s with 10 MB.
      'merge-conflict.codeLens.enabled': false,
      'merge-conflict.decorators.enabled': false,
    },
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    const probe = await listen(page);
    await page.goto(
      workbenchUrl(server, workspace, {
        extensionDevelopmentPath: remoteUri(server, extension),
        extensionTestsPath: remoteUri(server, path.join(outFolder, 'vscode', 'typing.js')),
        skipWelcome: 'true',
        skipReleaseNotes: 'true',
      }),
    );
    await probe('ready');
    await page.locator('.monaco-editor .view-lines').first().waitFor();
    await watchFrames(page);
    const start = Date.now();
    for (let key = 0; key < keys; key++) {
      const next = Date.now() + keyEveryMs;
      await page.keyboard.press(key % 6 === 5 ? 'Space' : 'KeyA');
      await page.waitForTimeout(Math.max(0, next - Date.now()));
    }
    const typingMs = Date.now() - start;
    await page.waitForTimeout(settleMs);
    // Before the probe ends the extension host, and with it the lenses.
    const frames = await page.evaluate(() => (window as unknown as { frames: Frames }).frames);
    const measured = await probe('measured');
    if (measured.kind !== 'measured') throw new Error('the probe broke off');
    if (measured.typed < prompt.length + keys) throw new Error('not every key arrived');
    const { activationMs, worstMs, p99Ms } = measured;
    return { activationMs, worstMs, p99Ms, frames, typingMs };
  } finally {
    await context.close();
    await server.stop();
    await rm(workspace, { recursive: true, force: true });
  }
}

/** Waits for the probe's messages, in the order in which they come. */
async function listen(page: Page): Promise<(kind: ProbeMessage['kind']) => Promise<ProbeMessage>> {
  const seen: ProbeMessage[] = [];
  const waiting: (() => void)[] = [];
  await page.exposeFunction('codeAutomationLog', (_type: string, parts: readonly unknown[]) => {
    for (const part of parts) {
      if (typeof part !== 'string' || !part.startsWith(probeMark)) continue;
      seen.push(JSON.parse(part.slice(probeMark.length)) as ProbeMessage);
      for (const look of waiting) look();
    }
  });
  await page.exposeFunction('codeAutomationExit', () => undefined);
  return (kind) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`the probe did not say that it is ${kind}`));
      }, 120_000);
      const look = (): void => {
        const found = seen.find((message) => message.kind === kind);
        if (!found) return;
        clearTimeout(timer);
        resolve(found);
      };
      waiting.push(look);
      look();
    });
}

/** Looks at every frame from now on. */
async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const lenses = (): number =>
      document.querySelectorAll('.monaco-editor .codelens-decoration a').length;
    const firstLine = (): number =>
      Math.min(
        ...[...document.querySelectorAll('.monaco-editor .view-line')].map(
          (line) => line.getBoundingClientRect().top,
        ),
      );
    const figures = (): string =>
      document.querySelector('.statusbar-item[id$="costlens.figures"]')?.textContent ?? '';
    const before = lenses();
    const top = firstLine();
    const start = performance.now();
    let shown = figures();
    const frames = { before, fewest: before, frames: 0, moved: 0, figures: [] as number[] };
    Object.assign(window, { frames });
    const look = (): void => {
      frames.frames++;
      const now = figures();
      if (now !== shown) frames.figures.push(performance.now() - start);
      shown = now;
      frames.fewest = Math.min(frames.fewest, lenses());
      frames.moved = Math.max(frames.moved, Math.abs(firstLine() - top));
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** An extension that does nothing: what VS Code itself costs. */
async function writeEmptyExtension(): Promise<string> {
  const folder = path.join(outFolder, 'bench', 'empty-extension');
  await mkdir(folder, { recursive: true });
  const manifest = {
    name: 'empty',
    publisher: 'costlens',
    version: '0.0.1',
    engines: { vscode: '*' },
  };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function list(measured: readonly Measured[]): string {
  return measured.map(({ worstMs, p99Ms }) => `${ms(worstMs)} (p99 ${ms(p99Ms)})`).join(', ');
}

/** Prints what was measured; returns what was missed. */
async function judge(
  host: VsCodeHost,
  browser: Browser,
  empty: string,
  one: Case,
): Promise<string[]> {
  const without: Measured[] = [];
  const withIt: Measured[] = [];
  for (let round = 0; round < one.rounds; round++) {
    without.push(await measure(host, browser, empty, one));
    withIt.push(await measure(host, browser, projectRoot, one));
  }
  const worst = median(withIt.map(({ worstMs }) => worstMs));
  const worstWithout = median(without.map(({ worstMs }) => worstMs));
  const before = Math.min(...withIt.map(({ frames }) => frames.before));
  const fewest = Math.min(...withIt.map(({ frames }) => frames.fewest));
  const moved = Math.max(...withIt.map(({ frames }) => frames.moved));
  const whileTyping = withIt.map(
    ({ frames, typingMs }) => frames.figures.filter((at) => at < typingMs).length,
  );
  const last = withIt.map(({ frames, typingMs }) => (frames.figures.at(-1) ?? NaN) - typingMs);
  console.log(`Typing 10 keys a second for 10 s in ${one.name}, rounds: ${String(one.rounds)}`);
  console.log(`  worst stall of the extension host: ${list(withIt)}, median ${ms(worst)}`);
  console.log(`  without CostLens: ${list(without)}, median ${ms(worstWithout)}`);
  console.log(
    `  new figures while typing: ${whileTyping.join(', ')} times; the last ones ${last.map(ms).join(', ')} after the last key`,
  );
  console.log(
    `  lenses: ${String(before)} before, at least ${String(fewest)} in every frame; the first line moved by ${String(moved)} px`,
  );
  const activations = withIt.map(({ activationMs }) => ms(activationMs ?? NaN)).join(', ');
  console.log(`  activate() took ${activations}`);
  return [
    worst > worstWithout + one.allowedStallMs && 'the extension host stalls',
    before === 0 && 'no lenses were drawn',
    fewest < before && 'lenses vanish while typing',
    moved > 0 && 'the first line moves while typing',
    Math.min(...whileTyping) < 2 && 'figures stand still while typing',
  ].filter((missed) => missed !== false);
}

const host = await installHost(console.log);
const { browser } = await launchBrowser(host);
try {
  const empty = await writeEmptyExtension();
  for (const one of cases) {
    const missed = await judge(host, browser, empty, one);
    for (const failure of missed) console.error(`  missed: ${failure}`);
    if (missed.length > 0) process.exitCode = 1;
  }
} finally {
  await browser.close();
}
