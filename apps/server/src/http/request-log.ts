import type { FastifyBaseLogger } from 'fastify';

type Child = FastifyBaseLogger['child'];
type Bindings = Parameters<Child>[0];
type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** The log of one request, whose lines name it. Hardly any request says a line, so what that takes is made with the first one. */
export class RequestLog implements FastifyBaseLogger {
  readonly #parent: FastifyBaseLogger;
  readonly #bindings: Bindings;
  #made: FastifyBaseLogger | undefined;

  constructor(parent: FastifyBaseLogger, bindings: Bindings) {
    this.#parent = parent;
    this.#bindings = bindings;
  }

  get level(): FastifyBaseLogger['level'] {
    return this.#parent.level;
  }

  child(...how: Parameters<Child>): FastifyBaseLogger {
    return this.#own().child(...how);
  }

  fatal(...line: unknown[]): void {
    this.#say('fatal', line);
  }

  error(...line: unknown[]): void {
    this.#say('error', line);
  }

  warn(...line: unknown[]): void {
    this.#say('warn', line);
  }

  info(...line: unknown[]): void {
    this.#say('info', line);
  }

  debug(...line: unknown[]): void {
    this.#say('debug', line);
  }

  trace(...line: unknown[]): void {
    this.#say('trace', line);
  }

  silent(...line: unknown[]): void {
    this.#say('silent', line);
  }

  #own(): FastifyBaseLogger {
    return (this.#made ??= this.#parent.child(this.#bindings));
  }

  #say(level: Level, line: unknown[]): void {
    const own: { readonly [each in Level]: (...line: unknown[]) => void } = this.#own();
    own[level](...line);
  }
}
