import { Parser, type CST } from 'yaml';

/** How deep YAML is read. No prompt format and no configuration nests as deep. */
export const maxYamlDepth = 100;

/**
 * Whether a document is nested deeper than it is read. The library's tokenizer keeps its own stack,
 * but composing is recursive, and must not come near the end of the stack: an engine that has to
 * compile a regular expression there does not throw, it ends the process.
 */
export function isNestedTooDeeply(document: CST.Document): boolean {
  const pending = [{ token: document.value, depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { token, depth } = next;
    if (!token || !('items' in token)) continue;
    if (depth > maxYamlDepth) return true;
    for (const { key, value } of token.items) {
      if (key) pending.push({ token: key, depth: depth + 1 });
      if (value) pending.push({ token: value, depth: depth + 1 });
    }
  }
  return false;
}

/** The same of a text, all its documents; ask before composing YAML that somebody else wrote. */
export function yamlIsTooDeep(text: string): boolean {
  for (const token of new Parser().parse(text)) {
    if (token.type === 'document' && isNestedTooDeeply(token)) return true;
  }
  return false;
}
