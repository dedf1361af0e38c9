import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Addresses that never answer with the web app's page. */
const notPages = /^\/(api|auth|hooks|health)(\/|$)/;

/**
 * Serves the built web app. Gives the handler for addresses that nothing else knows: the app's page for a person who navigates,
 * so that links into the app work, and `undefined` for everything else.
 */
export async function addWebApp(app: FastifyInstance, webRoot: string): Promise<(request: FastifyRequest, reply: FastifyReply) => boolean> {
  const isBuilt = existsSync(join(webRoot, 'index.html'));
  if (isBuilt) {
    await app.register(fastifyStatic, {
      root: webRoot,
      wildcard: false,
      index: ['index.html'],
      setHeaders: (reply, path) => {
        // Built files carry a hash of their content in their name; the page that names them must be asked for each time.
        const isHashed = path.includes('/assets/');
        void reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  return (request, reply) => {
    const isNavigation = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html') && !notPages.test(request.url);
    if (!isNavigation) return false;
    if (isBuilt) void reply.header('cache-control', 'no-cache').sendFile('index.html');
    else void reply.status(200).type('text/html; charset=utf-8').send(notBuiltPage);
    return true;
  };
}

const notBuiltPage =
  '<!doctype html><meta charset="utf-8"><title>Arches</title><main style="font-family:system-ui;max-width:34rem;margin:20vh auto"><h1>The web app is not built yet</h1><p>Run <code>npm start</code>, which builds it. The API works: see <a href="/api/v2/openapi.json">/api/v2/openapi.json</a>.</p></main>';
