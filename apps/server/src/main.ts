import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Compiled and type-stripped sources are kept between starts; everything else is imported after this, so that it counts.
enableCompileCache(join(import.meta.dirname, '../../../.cache/compile'));
const { startFailure } = await import('./start-failure.ts');

try {
  const { configFromEnv } = await import('./config.ts');
  const config = configFromEnv(process.env);
  const { makeDataDirectory } = await import('./make-data-directory.ts');
  makeDataDirectory(config.dataDir);
  // The door opens before the house is read from disk: whoever knocks hears “starting” instead of nothing.
  const { openFrontDoor } = await import('./http/front-door.ts');
  const door = await openFrontDoor(config.host, config.port);
  // The database wakes up in its own thread while this one reads the rest of the program.
  const { openConfiguredDatabase } = await import('./open-configured-database.ts');
  const opening = openConfiguredDatabase(config);
  opening.catch(() => undefined);
  const { startServer } = await import('./start-server.ts');
  const server = await startServer(config, { door, database: opening });
  if (server.setupUrl) console.log(`Make the first account here (this link works once): ${server.setupUrl}`);
  console.log(`Arches is ready at ${server.deps.publicUrl} (in ${Math.round(performance.now())} ms)`);
  // A promise that nobody waited for must not take other people's runs down; it is written down instead.
  process.on('unhandledRejection', (cause) => server.deps.log.error({ err: cause }, 'A failure was not handled'));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      server.close().then(
        () => process.exit(0),
        (cause: unknown) => {
          console.error(startFailure(cause));
          process.exit(1);
        },
      );
      // A second signal does not wait.
      process.once(signal, () => process.exit(1));
    });
  }
} catch (cause) {
  console.error(startFailure(cause));
  process.exit(1);
}
