import { alwaysOnBloat } from './alwaysOnBloat';
import { belowCacheMinimum } from './belowCacheMinimum';
import { budgetExceeded } from './budgetExceeded';
import { cacheUnfriendlyOrder } from './cacheUnfriendlyOrder';
import { contextNearLimit } from './contextNearLimit';
import { contextOverflow } from './contextOverflow';
import { embeddedData } from './embeddedData';
import { repeatedContent } from './repeatedContent';
import { retiredModel } from './retiredModel';
import type { Rule } from './rule';
import { tokenHeavyCharacters } from './tokenHeavyCharacters';
import { tooManyExamples } from './tooManyExamples';
import { undefinedVariable } from './undefinedVariable';
import { unknownModel } from './unknownModel';
import { unusedVariable } from './unusedVariable';
import { verboseInstruction } from './verboseInstruction';
import { whitespaceWaste } from './whitespaceWaste';

/** Every rule, in the order of the documentation. */
export const rules: readonly Rule[] = [
  verboseInstruction,
  tooManyExamples,
  repeatedContent,
  contextOverflow,
  contextNearLimit,
  budgetExceeded,
  cacheUnfriendlyOrder,
  belowCacheMinimum,
  whitespaceWaste,
  embeddedData,
  tokenHeavyCharacters,
  unknownModel,
  retiredModel,
  unusedVariable,
  undefinedVariable,
  alwaysOnBloat,
];
