export * from './embedder.ts';
export * from './language/detect-language.ts';
export * from './minilm/minilm-embedder.ts';
export * from './minilm/word-reader.ts';
