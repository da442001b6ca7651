import { eventsFormat } from './events';
import { focusFormat } from './focus';
import type { UsageFormat } from './reader';

/** All formats, in the order in which they are asked: those whose marks are plainest first. */
export const usageFormats: readonly UsageFormat[] = [focusFormat, eventsFormat];
