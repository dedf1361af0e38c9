import type { FastifyReply } from 'fastify';
import { sessionDays } from '../features/auth/sign-in.ts';

export const sessionCookie = 'arches_session';

const optionsFor = (publicUrl: string) => ({ path: '/', httpOnly: true, sameSite: 'lax', secure: publicUrl.startsWith('https:') }) as const;

/** Out of reach of scripts, not sent by other sites' forms, and only over TLS where the address says so. */
export function setSessionCookie(reply: FastifyReply, value: string, publicUrl: string): void {
  void reply.setCookie(sessionCookie, value, { ...optionsFor(publicUrl), maxAge: sessionDays * 86_400 });
}

export function clearSessionCookie(reply: FastifyReply, publicUrl: string): void {
  void reply.clearCookie(sessionCookie, optionsFor(publicUrl));
}
