import { repeatedContent } from './repeatedContent';
import type { Rule } from './rule';
import { verboseInstruction } from './verboseInstruction';
import { whitespaceWaste } from './whitespaceWaste';

/** Every rule, in the order of the documentation. */
export const rules: readonly Rule[] = [verboseInstruction, repeatedContent, whitespaceWaste];
