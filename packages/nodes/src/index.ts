export * from './define-node.ts';
export type * from './ports/files.ts';
export type * from './ports/mail.ts';
export type * from './ports/sandbox.ts';
export { allNodes } from './registry.ts';
export { type EgressRules, egressRules } from './egress/addresses.ts';
export { createEgressFetch } from './egress/egress-fetch.ts';
export { createSmtpMail, noMail, type SmtpSettings } from './mail/smtp-mail.ts';
export { createSandbox, type Sandbox } from './sandbox/sandbox.ts';
