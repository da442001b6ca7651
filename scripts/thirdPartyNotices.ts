import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import * as z from 'zod';

const manifestSchema = z.object({
  version: z.string(),
  license: z.string(),
  repository: z.union([z.string(), z.object({ url: z.string() })]),
});

/** The packages whose code is in a bundle. */
export function bundledPackages({ outputs }: Metafile): string[] {
  return Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([file]) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []);
}

/** The notices that ship with the extension: each package's licence, in its own words where it has them. */
export async function thirdPartyNotices(packages: readonly string[]): Promise<string> {
  const names = [...new Set(packages)].sort();
  const notices = await Promise.all(names.map(noticeOf));
  return [
    '# Third-party notices',
    'CostLens contains code and data of these packages.',
    ...notices,
    '',
  ].join('\n\n');
}

async function noticeOf(name: string): Promise<string> {
  const folder = path.join('node_modules', ...name.split('/'));
  const manifest = manifestSchema.parse(
    JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')),
  );
  const file = (await readdir(folder)).find((each) => /^(?:licen[cs]e|copying)\b/i.test(each));
  const text = file ? await readFile(path.join(folder, file), 'utf8') : '';
  const { version, license, repository } = manifest;
  const url = typeof repository === 'string' ? repository : repository.url;
  return [
    `## ${name} ${version}`,
    `${license}, ${url.replace(/^git\+/, '').replace(/\.git$/, '')}`,
    ...(text ? [`\`\`\`text\n${text.trim()}\n\`\`\``] : []),
  ].join('\n\n');
}
