import { configFromEnv } from './config.ts';
import { openFrontDoor } from './http/front-door.ts';
import { startFailure } from './start-failure.ts';

try {
  const config = configFromEnv(process.env);
  // The door opens before the house is read from disk: whoever knocks hears “starting” instead of nothing.
  const door = await openFrontDoor(config.host, config.port);
  const { startServer } = await import('./start-server.ts');
  const server = await startServer(config, door);
  if (server.setupUrl) console.log(`Make the first account here (this link works once): ${server.setupUrl}`);
  console.log(`Arches is ready at ${server.deps.publicUrl} (in ${Math.round(performance.now())} ms)`);
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
