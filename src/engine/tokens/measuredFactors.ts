import type { Band } from './estimateTokens';
import type { TextKind } from './textKinds';

/** Families whose tokenizer is public, as a package. */
export type MeasuredFamily =
  'claude-2' | 'gemma-3' | 'llama-3' | 'qwen-3' | 'deepseek-v3' | 'mistral-tekken';

/**
 * Tokens of each family over those of o200k_base, by kind of text: the ratio over all texts, and the
 * lowest and highest of parts of 2000 characters. Written by scripts/measure-estimates.ts; sources
 * and errors are in docs/estimates.md.
 */
export const measuredFactors: Readonly<
  Record<MeasuredFamily, Readonly<Record<Exclude<TextKind, 'other'>, Band>>>
> = {
  'claude-2': {
    english: { low: 0.912, likely: 1.092, high: 1.221 },
    european: { low: 1.121, likely: 1.362, high: 1.6 },
    code: { low: 1.023, likely: 1.194, high: 1.484 },
    json: { low: 1.01, likely: 1.082, high: 1.257 },
    chinese: { low: 1.132, likely: 1.297, high: 1.393 },
    japanese: { low: 1.315, likely: 1.384, high: 1.511 },
    korean: { low: 1.651, likely: 1.814, high: 1.953 },
    cyrillic: { low: 1.825, likely: 1.981, high: 2.138 },
    arabic: { low: 2.704, likely: 2.838, high: 3.101 },
    emoji: { low: 1.397, likely: 1.43, high: 1.473 },
  },
  'gemma-3': {
    english: { low: 1.016, likely: 1.104, high: 1.239 },
    european: { low: 0.918, likely: 1.011, high: 1.123 },
    code: { low: 1.061, likely: 1.249, high: 1.591 },
    json: { low: 1.067, likely: 1.181, high: 1.297 },
    chinese: { low: 0.837, likely: 0.899, high: 1.17 },
    japanese: { low: 0.663, likely: 0.731, high: 0.836 },
    korean: { low: 0.903, likely: 0.966, high: 1.033 },
    cyrillic: { low: 0.975, likely: 1.006, high: 1.038 },
    arabic: { low: 1.031, likely: 1.071, high: 1.135 },
    emoji: { low: 0.707, likely: 0.719, high: 0.732 },
  },
  'llama-3': {
    english: { low: 0.959, likely: 0.999, high: 1.024 },
    european: { low: 0.932, likely: 1.076, high: 1.215 },
    code: { low: 0.957, likely: 0.99, high: 1.024 },
    json: { low: 0.98, likely: 0.999, high: 1.021 },
    chinese: { low: 1.017, likely: 1.041, high: 1.072 },
    japanese: { low: 0.884, likely: 0.934, high: 0.987 },
    korean: { low: 1.023, likely: 1.05, high: 1.077 },
    cyrillic: { low: 1.087, likely: 1.153, high: 1.225 },
    arabic: { low: 1.157, likely: 1.211, high: 1.263 },
    emoji: { low: 1.349, likely: 1.373, high: 1.393 },
  },
  'qwen-3': {
    english: { low: 0.959, likely: 1.017, high: 1.161 },
    european: { low: 1.04, likely: 1.14, high: 1.364 },
    code: { low: 0.962, likely: 1.047, high: 1.399 },
    json: { low: 0.987, likely: 1.009, high: 1.094 },
    chinese: { low: 0.84, likely: 0.922, high: 1.198 },
    japanese: { low: 0.817, likely: 0.889, high: 0.981 },
    korean: { low: 1.057, likely: 1.145, high: 1.272 },
    cyrillic: { low: 1.123, likely: 1.224, high: 1.332 },
    arabic: { low: 1.126, likely: 1.18, high: 1.241 },
    emoji: { low: 0.894, likely: 0.914, high: 0.939 },
  },
  'deepseek-v3': {
    english: { low: 0.967, likely: 1.014, high: 1.083 },
    european: { low: 1.037, likely: 1.128, high: 1.438 },
    code: { low: 1.002, likely: 1.069, high: 1.205 },
    json: { low: 1.016, likely: 1.059, high: 1.178 },
    chinese: { low: 0.775, likely: 0.851, high: 0.954 },
    japanese: { low: 0.832, likely: 0.91, high: 0.998 },
    korean: { low: 1.095, likely: 1.136, high: 1.184 },
    cyrillic: { low: 1.069, likely: 1.12, high: 1.176 },
    arabic: { low: 1.11, likely: 1.185, high: 1.237 },
    emoji: { low: 1.022, likely: 1.043, high: 1.075 },
  },
  'mistral-tekken': {
    english: { low: 0.996, likely: 1.04, high: 1.204 },
    european: { low: 0.972, likely: 1.038, high: 1.208 },
    code: { low: 1.009, likely: 1.114, high: 1.416 },
    json: { low: 1.014, likely: 1.055, high: 1.156 },
    chinese: { low: 1.15, likely: 1.252, high: 1.353 },
    japanese: { low: 0.918, likely: 0.987, high: 1.038 },
    korean: { low: 0.94, likely: 0.995, high: 1.057 },
    cyrillic: { low: 1.1, likely: 1.147, high: 1.218 },
    arabic: { low: 0.913, likely: 0.965, high: 1.012 },
    emoji: { low: 1.862, likely: 1.912, high: 1.963 },
  },
};
