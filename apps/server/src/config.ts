import { join, resolve } from 'node:path';
import { z } from 'zod';
import { namesOf, refusedNames } from './workflow-env.ts';

/** The checkout: where `models/`, `apps/web/dist` and the default data directory are. */
export const checkout = resolve(import.meta.dirname, '../../..');

export interface Config {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly dataDir: string;
  readonly database: { readonly kind: 'embedded' } | { readonly kind: 'postgres'; readonly url: string };
  /** Accepted for later; one process needs no Redis. */
  readonly redisUrl: string | undefined;
  readonly modelsDir: string;
  /** Ranges and host:port pairs that outbound calls may reach although they are private. */
  readonly egressAllow: readonly string[];
  readonly firstOwner: { readonly email: string; readonly password: string } | undefined;
  /** Key-encryption key in base64, 32 bytes; a generated file in the data directory without it. */
  readonly secretKey: string | undefined;
  /** Address that people and other systems reach this server at; no slash at its end. */
  readonly publicUrl: string | undefined;
  /** What workflows may read as `env.NAME`; null is allowed and not set. */
  readonly workflowEnv: { readonly [name: string]: string | null };
  readonly webRoot: string;
  /** Live runs at work at once over all organisations; no limit when undefined. */
  readonly maxRunsAtOnce: number | undefined;
  readonly limits: {
    /** Sign-in attempts a minute from one address. */
    readonly authPerMinute: number;
    /** API calls a minute from one address; 0 is no limit. Webhooks are not counted. */
    readonly apiPerMinute: number;
  };
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

const wholeNumber = (minimum: number, maximum: number) =>
  z.coerce.number(`Must be a whole number from ${minimum} to ${maximum}.`).int('Must be a whole number.').min(minimum).max(maximum);

const Env = z
  .object({
    PORT: wholeNumber(0, 65_535).default(4040),
    HOST: z.string().default('127.0.0.1'),
    ARCHES_DATA_DIR: z.string().optional(),
    DATABASE_URL: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'Must begin with postgres:// or postgresql://.')
      .optional(),
    REDIS_URL: z
      .string()
      .regex(/^rediss?:\/\//, 'Must begin with redis:// or rediss://.')
      .optional(),
    ARCHES_MODELS_DIR: z.string().optional(),
    ARCHES_EGRESS_ALLOW: z.string().default(''),
    ARCHES_OWNER_EMAIL: z.email('Must be an e-mail address.').optional(),
    ARCHES_OWNER_PASSWORD: z.string().min(10, 'Must have at least 10 characters.').max(200).optional(),
    ARCHES_SECRET_KEY: z
      .string()
      .refine((key) => Buffer.from(key, 'base64').length === 32, 'Must be 32 bytes in base64; make one with: openssl rand -base64 32')
      .optional(),
    ARCHES_PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'Must be an address such as https://arches.example.com.' }).optional(),
    ARCHES_WORKFLOW_ENV: z.string().default('').transform(namesOf),
    ARCHES_WEB_ROOT: z.string().optional(),
    ARCHES_RATE_LIMIT_AUTH: wholeNumber(1, 1_000_000).default(60),
    ARCHES_RATE_LIMIT_API: wholeNumber(0, 10_000_000).default(6000),
    ARCHES_MAX_RUNS: wholeNumber(1, 1_000_000).optional(),
    ARCHES_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('warn'),
  })
  .superRefine((env, issues) => {
    if ((env.ARCHES_OWNER_EMAIL === undefined) === (env.ARCHES_OWNER_PASSWORD === undefined)) return;
    const missing = env.ARCHES_OWNER_EMAIL === undefined ? 'ARCHES_OWNER_EMAIL' : 'ARCHES_OWNER_PASSWORD';
    issues.addIssue({
      code: 'custom',
      path: [missing],
      message: 'ARCHES_OWNER_EMAIL and ARCHES_OWNER_PASSWORD go together; this one is missing.',
    });
  });

/** The only place that reads the environment. Throws one error that lists every bad variable. Empty variables count as absent. */
export function configFromEnv(environment: { readonly [name: string]: string | undefined }): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const parsed = Env.superRefine(({ ARCHES_WORKFLOW_ENV: names }, issues) => {
    for (const message of refusedNames(names, given)) issues.addIssue({ code: 'custom', path: ['ARCHES_WORKFLOW_ENV'], message });
  }).safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`Arches cannot start with this configuration:\n${lines.join('\n')}`);
  }
  const env = parsed.data;
  return {
    host: env.HOST,
    port: env.PORT,
    dataDir: resolve(env.ARCHES_DATA_DIR ?? join(checkout, '.arches')),
    database: env.DATABASE_URL ? { kind: 'postgres', url: env.DATABASE_URL } : { kind: 'embedded' },
    redisUrl: env.REDIS_URL,
    modelsDir: resolve(env.ARCHES_MODELS_DIR ?? join(checkout, 'models')),
    egressAllow: env.ARCHES_EGRESS_ALLOW.split(/[\s,]+/).filter((entry) => entry !== ''),
    firstOwner:
      env.ARCHES_OWNER_EMAIL && env.ARCHES_OWNER_PASSWORD
        ? { email: env.ARCHES_OWNER_EMAIL, password: env.ARCHES_OWNER_PASSWORD }
        : undefined,
    secretKey: env.ARCHES_SECRET_KEY,
    publicUrl: env.ARCHES_PUBLIC_URL?.replace(/\/+$/, ''),
    workflowEnv: Object.fromEntries(env.ARCHES_WORKFLOW_ENV.map((name) => [name, given[name] ?? null])),
    webRoot: resolve(env.ARCHES_WEB_ROOT ?? join(checkout, 'apps/web/dist')),
    maxRunsAtOnce: env.ARCHES_MAX_RUNS,
    limits: { authPerMinute: env.ARCHES_RATE_LIMIT_AUTH, apiPerMinute: env.ARCHES_RATE_LIMIT_API },
    logLevel: env.ARCHES_LOG_LEVEL,
  };
}
