import { minifyContractRouter } from '@orpc/contract';
import type { Plugin } from 'vite';
import { contract, permissions, rolePermissions } from '@arches/contract';

const name = '@arches/contract';
const virtual = `\0${name}`;

/**
 * In the browser the contract is needed for addresses and methods only: the server checks what comes in. So the bundle gets the
 * contract without its schemas, and the schema library stays out of it.
 */
export function slimContract(): Plugin {
  return {
    name: 'arches:slim-contract',
    enforce: 'pre',
    resolveId: (id) => (id === name ? virtual : null),
    load: (id) =>
      id === virtual
        ? [
            `export const contract = ${JSON.stringify(minifyContractRouter(contract))};`,
            `export const permissions = ${JSON.stringify(permissions)};`,
            `export const rolePermissions = ${JSON.stringify(rolePermissions)};`,
          ].join('\n')
        : null,
  };
}
