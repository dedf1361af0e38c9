import type { FastifyInstance } from 'fastify';

/** The methods that an address takes, of all routes that are added after this. Empty where there is nothing. */
export function watchMethods(app: FastifyInstance): (path: string) => readonly string[] {
  const routes: { readonly matches: RegExp; readonly methods: readonly string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    // What stands behind a wildcard says itself what it takes.
    if (url.includes('*')) return;
    const pattern = url.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll(/[^\w-]/g, '\\$&')));
    routes.push({ matches: new RegExp(`^${pattern.join('/')}/?$`), methods: [method].flat() });
  });
  return (path) => [...new Set(routes.filter(({ matches }) => matches.test(path)).flatMap(({ methods }) => methods))].toSorted();
}
