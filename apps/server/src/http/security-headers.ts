import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `false`: the route's answers say themselves what a browser may do with them. */
    securityHeaders?: boolean;
  }
}

/** Said in every answer of ours. They follow from the settings alone, so they are worked out once and not for every call. */
export async function addSecurityHeaders(app: FastifyInstance, publicUrl: string | undefined): Promise<void> {
  const headers = Object.entries(await securityHeaders(publicUrl?.startsWith('https:') ?? false));
  app.addHook('onRequest', (request, reply, done) => {
    // On the bare answer: there they also stand when a route writes it past Fastify, as the file server and oRPC do.
    if (request.routeOptions.config.securityHeaders !== false) for (const [name, value] of headers) reply.raw.setHeader(name, value);
    done();
  });
}

/**
 * What browsers may do with our pages. Scripts come from us alone; styles may stand in elements, because the component library
 * and the canvas place things with them; pictures may be data and blobs (previews, icons); nobody may put us into a frame.
 */
async function securityHeaders(isHttps: boolean): Promise<{ readonly [name: string]: string }> {
  const probe = Fastify();
  await probe.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000 } : false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
  });
  probe.get('/', () => '');
  const { headers } = await probe.inject('/');
  await probe.close();
  const ofPage = new Set(['content-type', 'content-length', 'date', 'connection']);
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (ofPage.has(name) ? [] : [[name, String(value)]])));
}
