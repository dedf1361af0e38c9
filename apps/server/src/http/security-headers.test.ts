import Fastify, { type FastifyInstance } from 'fastify';
import { expect, test } from 'vitest';
import { addSecurityHeaders } from './security-headers.ts';

async function appAt(publicUrl: string): Promise<FastifyInstance> {
  const app = Fastify();
  await addSecurityHeaders(app, publicUrl);
  app.get('/page', () => 'page');
  app.get('/own', { config: { securityHeaders: false } }, () => 'own');
  return app;
}

test('every answer says what a browser may do with it, one for an unknown address, too', async () => {
  const app = await appAt('http://localhost:3000');
  for (const url of ['/page', '/page', '/nowhere']) {
    const { headers } = await app.inject(url);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'content-security-policy': expect.stringMatching(/default-src 'self';.*frame-ancestors 'none'/) as string,
    });
    expect(headers).not.toHaveProperty('strict-transport-security');
  }
});

test('browsers are told to stay with HTTPS where there is some', async () => {
  const { headers } = await (await appAt('https://arches.example.org')).inject('/page');
  expect(headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
});

test('a route may say its headers itself', async () => {
  const { headers } = await (await appAt('http://localhost:3000')).inject('/own');
  expect(headers).not.toHaveProperty('content-security-policy');
});
