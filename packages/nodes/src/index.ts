export * from './define-node.ts';
export type * from './ports/files.ts';
export type * from './ports/mail.ts';
export type * from './ports/sandbox.ts';
export { allNodes } from './registry.ts';
