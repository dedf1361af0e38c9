import type { Catalog } from '../catalog.ts';
import type { Problem } from '../document.ts';
import { checkExpression } from '../expressions/evaluate.ts';
import { renameSetting, type SettingRoot } from '../expressions/setting-names.ts';
import { expressionsIn } from '../expressions/template-text.ts';
import { nearest } from './nearest.ts';
import { pointer } from './pointer.ts';
import { type SettingPlace, settingPlaces } from './settings-read.ts';
import { called, fixWith, PLACEHOLDER, type Validation } from './validation.ts';

/** The names there are: an organisation's variables, and what the operator lets workflows read. */
export type KnownSettings = { readonly [root in SettingRoot]: readonly string[] };

/** Reads of variables and settings that are not there. Warnings: they may be made at any time, and a run reads those of its start. */
export function checkSettingNames(validation: Validation, catalog: Catalog, known: KnownSettings): void {
  for (const found of settingPlaces(validation.document, catalog)) {
    const { read, base, at, place } = found;
    const { root, name, optional } = read;
    if (name === undefined || optional || known[root].includes(name) || place?.node.type === PLACEHOLDER) continue;
    const meant = nearest(name, known[root]);
    validation.report({
      code: root === 'vars' ? 'unknown_variable' : 'unknown_setting',
      severity: 'warning',
      path: pointer([...base, ...at.path]),
      ...(place && { nodeId: place.node.id }),
      message: sentence(found, name, meant),
      about: name,
      ...(meant === undefined ? {} : fixFor(found, name, meant)),
    });
  }
}

function sentence({ read, place }: SettingPlace, name: string, meant: string | undefined): string {
  const owner = place ? `${called(place.node)} reads` : 'The workflow’s output reads';
  const [hint, make] = meant === undefined ? ['', 'Make it'] : [` Did you mean “${meant}”?`, 'Otherwise make it'];
  return read.root === 'vars'
    ? `${owner} the variable “${name}”, which does not exist.${hint} ${make} under Settings, Variables; until then a run fails here.`
    : `${owner} the setting “${name}”, which workflows may not read.${hint} Whoever operates Arches can allow it with ARCHES_WORKFLOW_ENV; until then a run fails here.`;
}

/** Of configurations only: policies and outputs are set as a whole. */
function fixFor({ read, at, place }: SettingPlace, name: string, meant: string): Pick<Problem, 'fix'> {
  const value = renameInText(at.text, read.root, name, meant);
  if (!place || at.of !== undefined || value === at.text) return {};
  return { fix: fixWith(`Use “${meant}”`, { op: 'set_config', nodeId: place.node.id, path: at.path, value }) };
}

function renameInText(text: string, root: SettingRoot, from: string, to: string): string {
  const spans = expressionsIn(text);
  if (spans.length === 0) return checkExpression(text) === undefined ? renameSetting(text, root, from, to) : text;
  let result = '';
  let done = 0;
  for (const span of spans) {
    result += text.slice(done, span.sourceStart) + renameSetting(span.source, root, from, to);
    done = span.sourceStart + span.source.length;
  }
  return result + text.slice(done);
}
