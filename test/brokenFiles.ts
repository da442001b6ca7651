/** Files that are broken in one way each: they are counted all the same, and say what is wrong where. */
export interface BrokenFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly tokens: number;
  /** What is wrong, as "line: code", lines from 0; absent where that does no harm. */
  readonly problem?: string;
  /** True where an editor is given characters, and cannot know of the bytes behind them. */
  readonly isOfBytes?: true;
}

const request = '{"messages":[{"role":"user","content":"hello world"}]}';

/** In UTF-16, its mark first. */
function utf16(text: string, isLittleEndian: boolean): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(2 * text.length));
  for (let at = 0; at < text.length; at++) {
    bytes.setUint16(2 * at, text.charCodeAt(at), isLittleEndian);
  }
  return new Uint8Array(bytes.buffer);
}

export const brokenFiles: readonly BrokenFile[] = [
  {
    name: 'front-matter.prompty',
    content: '---\nmodel: [gpt-4o\n---\nsystem:\nhello world\n',
    ...{ tokens: 9, problem: '2: front-matter-invalid' },
  },
  {
    name: 'unclosed.prompt.md',
    content: '---\nmodel: gpt-4o\n\nhello world',
    ...{ tokens: 11, problem: '0: front-matter-unclosed' },
  },
  {
    name: 'typed.prompt',
    content: '---\nmodel: gpt-4o\n---\nhello {{world',
    ...{ tokens: 10, problem: '3: template-unclosed' },
  },
  {
    name: 'typed.prompt.yml',
    content: 'messages:\n  - role: user\n    content: "hello world\n',
    ...{ tokens: 9, problem: '3: yaml-invalid' },
  },
  {
    name: 'tabs.prompt.yml',
    content: 'messages:\n\t- role: user\n\t  content: hello world\n',
    ...{ tokens: 9, problem: '1: yaml-invalid' },
  },
  {
    name: 'promptfooconfig.yaml',
    content: 'providers: [openai:gpt-4o\nprompts: [hello world]\n',
    ...{ tokens: 9, problem: '1: yaml-invalid' },
  },
  {
    name: 'typed.json',
    content: request.slice(0, -4),
    ...{ tokens: 9, problem: '0: json-string' },
  },
  {
    name: 'typed.jsonl',
    content: `{"mess\n${request}\n`,
    ...{ tokens: 9, problem: '0: json-unclosed' },
  },
  {
    name: 'late.jsonl',
    content: `${`${request}\n`.repeat(3)}{"messages":[\n`,
    ...{ tokens: 27, problem: '3: json-unclosed' },
  },
  { name: 'typed.poml', content: '<poml><p>hello <b>world', tokens: 10 },
  {
    name: 'typed.baml',
    content:
      'function F() -> string {\n  client "openai/gpt-4o"\n  prompt #"\n    hello {{ world\n',
    ...{ tokens: 10, problem: '3: template-unclosed' },
  },
  { name: 'mixed-ends/AGENTS.md', content: 'hello\r\nworld\rhello\nworld\r\n', tokens: 8 },
  { name: 'mark/AGENTS.md', content: '\uFEFFhello world', tokens: 2 },
  { name: 'utf-16le/AGENTS.md', content: utf16('\uFEFFhello world', true), tokens: 2 },
  { name: 'utf-16be/AGENTS.md', content: utf16('\uFEFFhello world', false), tokens: 2 },
  {
    name: 'half-a-pair/AGENTS.md',
    content: utf16('\uFEFFhello\n\ud83d world', true),
    ...{ tokens: 4, problem: '1: malformed-bytes', isOfBytes: true },
  },
  {
    name: 'latin/AGENTS.md',
    content: new Uint8Array([0x68, 0x69, 0x0a, 0xe9, 0x74, 0xe9]),
    ...{ tokens: 4, problem: '1: malformed-bytes', isOfBytes: true },
  },
  {
    name: 'escaped-half.json',
    content: request.replace('hello', '\\ud83d'),
    tokens: 9,
  },
];
