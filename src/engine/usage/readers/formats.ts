import { anthropicFormat } from './anthropic';
import { claudeCodeFormat } from './claudeCode';
import { codexFormat } from './codex';
import { eventsFormat } from './events';
import { focusFormat } from './focus';
import { langfuseFormat } from './langfuse';
import { liteLlmFormat } from './liteLlm';
import { openAiFormat } from './openAi';
import type { UsageFormat } from './reader';

/** All formats that need no mapping; no file has the marks of two. */
export const usageFormats: readonly UsageFormat[] = [
  focusFormat,
  liteLlmFormat,
  openAiFormat,
  anthropicFormat,
  claudeCodeFormat,
  codexFormat,
  langfuseFormat,
  eventsFormat,
];
