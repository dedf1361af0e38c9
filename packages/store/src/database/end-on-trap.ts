import type { PGlite } from '@electric-sql/pglite';

interface MainLoop {
  _PostgresMainLoopOnce: () => void;
}

/**
 * PGlite takes whatever comes out of the database's main loop for one of PostgreSQL's own long jumps and goes round again, also a broken memory
 * or an error of a file call: it would spin for ever, or answer from a state that nobody knows. Jumps and orderly ends carry a status; what
 * does not is given to `die`.
 */
export function endOnTrap(database: PGlite, die: (cause: unknown) => never): void {
  const { mod } = database as unknown as { readonly mod?: MainLoop };
  if (!mod) throw new Error('PGlite has no module to watch over.');
  const once = mod._PostgresMainLoopOnce;
  mod._PostgresMainLoopOnce = () => {
    try {
      once();
    } catch (cause) {
      if (typeof (cause as { readonly status?: unknown } | null)?.status !== 'number') die(cause);
      throw cause;
    }
  };
}
