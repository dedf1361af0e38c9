export * from './app-error.ts';
export * from './catalog.ts';
export * from './document.ts';
export * from './json.ts';
export * from './run.ts';
