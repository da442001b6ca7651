import type { PromptDocument } from '../prompts/document';

/** The variable itself, of a path: `user` of `user.name` and of `user[0]`. */
export function rootOf(name: string): string {
  return /^[^.[\s]*/.exec(name)?.[0] ?? name;
}

/**
 * Whether all uses of the variables are in the file: a template that takes in others may use them
 * there.
 */
export function isSelfContained({ references }: PromptDocument): boolean {
  return references.every(({ included }) => !included);
}
