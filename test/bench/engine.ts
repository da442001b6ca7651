// What the benchmark measures of the engine; bundled as the extension's worker is.
export { DocumentCounter } from '../../src/engine/tokens/documentCounter';
export { countTokens, encode } from '../../src/engine/tokens/encode';
export { createVocabulary } from '../../src/engine/tokens/vocabulary';
