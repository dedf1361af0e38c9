import { type Database, type DatabaseConfig, openDatabase } from '@arches/store';
import type { Config } from './config.ts';

export function databaseConfigOf({ database, dataDir }: Config): DatabaseConfig {
  return database.kind === 'embedded' ? { kind: 'embedded', dir: dataDir } : { kind: 'postgres', url: database.url };
}

export function openConfiguredDatabase(config: Config): Promise<Database> {
  return openDatabase(databaseConfigOf(config));
}
