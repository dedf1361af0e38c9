import { destination, type Logger, pino } from 'pino';
import type { Config } from './config.ts';

export type Log = Logger;

/** Lines of JSON on standard error; standard output is for the few sentences a person reads. */
export function createLog(level: Config['logLevel']): Log {
  return pino(
    {
      level,
      base: {},
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: [
        'req.headers.authorization',
        'req.headers.cookie',
        'req.headers["x-api-key"]',
        '*.password',
        '*.apiKey',
        '*.accessToken',
        '*.refreshToken',
      ],
    },
    destination({ dest: 2, sync: true }),
  );
}
