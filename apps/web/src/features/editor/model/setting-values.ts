import type { ApiOutputs } from '../../../lib/api.ts';
import { type EarlierValue, kindOf } from './earlier-values.ts';

/** The organisation's variables and the operator's settings, as values that any step can use. */
export function settingValues({ items, env }: ApiOutputs['variables']['list']): readonly EarlierValue[] {
  return [
    ...items.map(
      ({ name, value, description }): EarlierValue => ({
        expression: `vars.${name}`,
        label: description === '' ? name : `${name}: ${description}`,
        group: 'Variables',
        kind: kindOf(value),
        sample: value,
      }),
    ),
    ...env.map(
      ({ name, value }): EarlierValue => ({
        expression: `env.${name}`,
        label: name,
        group: 'Settings of this server',
        kind: 'text',
        ...(value === null ? {} : { sample: value }),
      }),
    ),
  ];
}
