import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { issueTemplates } from '../../../src/engine/issues';

const manifest = z
  .object({
    activationEvents: z.array(z.string()),
    engines: z.object({ vscode: z.string() }),
    devDependencies: z.record(z.string(), z.string()),
    contributes: z.object({
      commands: z.array(z.object({ command: z.string() })),
      configuration: z.object({
        properties: z.record(z.string(), z.object({ default: z.unknown() })),
      }),
    }),
  })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

describe('The manifest', () => {
  it('has a text for every key that it names, and no other', () => {
    const named = [...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
    const texts = Object.keys(JSON.parse(read('package.nls.json')) as object);
    assert.deepEqual(new Set(named), new Set(texts));
  });

  it('contributes the commands that the code knows', () => {
    const known = [
      ...read('src/views/host/commands.ts').matchAll(/^ {2}'(costlens\.[^']+)': \[/gm),
    ];
    assert.deepEqual(
      manifest.contributes.commands.map(({ command }) => command).sort(),
      known.map(([, id]) => id).sort(),
    );
  });

  it('contributes the settings that the code knows', () => {
    const source = read('src/views/host/settings.ts');
    const schema = /settingsSchema = z\.object\(\{([\s\S]*?)\n\}\)/.exec(source)?.[1] ?? '';
    const known = [...schema.matchAll(/^ {2}'?([\w.]+)'?: \w/gm)].map(([, name]) => name);
    assert.ok(known.length > 0);
    assert.deepEqual(
      Object.keys(manifest.contributes.configuration.properties).sort(),
      known.map((name) => `costlens.${String(name)}`).sort(),
    );
  });

  it('has no setting inside another, whose value VS Code would add to it', () => {
    const names = Object.keys(manifest.contributes.configuration.properties);
    const inside = names.filter((name) => names.some((other) => name.startsWith(`${other}.`)));
    assert.deepEqual(inside, []);
  });

  it('is checked against the types of the oldest VS Code that it supports', () => {
    assert.equal(manifest.engines.vscode, `^${String(manifest.devDependencies['@types/vscode'])}`);
  });
});

describe('Issue templates', () => {
  it('name each parameter once and end as sentences or figures do', () => {
    for (const [code, template] of Object.entries(issueTemplates)) {
      const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      assert.equal(new Set(names).size, names.length, code);
    }
  });
});
