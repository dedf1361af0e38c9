import type { Catalog } from '../catalog.ts';
import type { Problem, WorkflowDocument } from '../document.ts';
import { walkGraphs, walkNodes } from './graph.ts';
import { parseDocument } from './parse-document.ts';
import { checkConfig } from './validate-config.ts';
import { checkContainer } from './validate-containers.ts';
import { startValidation, type Validation } from './validation.ts';
import { checkGraph } from './validate-graph.ts';
import { checkInputs } from './validate-inputs.ts';
import { checkIds, checkNode, checkTriggers } from './validate-nodes.ts';
import { checkNodePolicy, checkSettings } from './validate-policy.ts';
import { checkReferences } from './validate-references.ts';
import { checkSettingNames, type KnownSettings } from './validate-setting-names.ts';

/**
 * Everything that is wrong with a document, in the order in which it stands there: shape, ids, node types, configurations, expressions, references,
 * edges, policies, inputs. A workflow without errors can run; warnings do not keep it from running. Never throws, whatever it is given.
 * Time grows with the size of the document.
 *
 * @param known names that `vars` and `env` have; when absent, reads of them are not looked into
 */
export function validateDocument(document: WorkflowDocument, catalog: Catalog, known?: KnownSettings): Problem[] {
  const read = parseDocument(document);
  if (!read.document) return read.problems;
  const validation = startValidation(read.document, catalog);
  if (read.document.nodes.length === 0) {
    validation.report({ code: 'empty_workflow', path: '/nodes', message: 'This workflow has no steps yet. Add the first one.' });
  }
  checkIds(validation);
  checkNodes(validation);
  checkTriggers(validation);
  for (const place of walkGraphs(read.document)) checkGraph(validation, place);
  checkReferences(validation);
  if (known) checkSettingNames(validation, catalog, known);
  checkInputs(validation);
  checkSettings(validation);
  return [...read.problems, ...validation.problems];
}

function checkNodes(validation: Validation): void {
  for (const place of walkNodes(validation.document)) {
    checkNode(validation, place);
    checkContainer(validation, place);
    checkConfig(validation, place);
    checkNodePolicy(validation, place);
  }
}
