export { cacheDirectory } from './postgres/cache-directory.ts';
export { type PostgresServer, startPostgres } from './postgres/postgres-server.ts';
export { startOwnPostgres, type Supplied } from './test-database-supply.ts';
export { askForDatabase, type TestDatabase, testDatabases } from './test-databases.ts';
export { runStoreSuite, type RunStoreUnderTest } from './run-store.suite.ts';
export { openSmallDisk, type SmallDisk } from './small-disk.ts';
export { type CaughtMail, type MailSink, startMailSink } from './mail-sink.ts';
