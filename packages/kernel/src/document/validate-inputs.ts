import { schemaProblems } from '../json-schema-check.ts';
import { pointer } from './pointer.ts';
import { fixWith, type Validation } from './validation.ts';

export function checkInputs({ document, report }: Validation): void {
  if (!document.inputs) return;
  for (const problem of schemaProblems(document.inputs)) {
    const fix = problem.mended
      ? { fix: fixWith(problem.mended.label, { op: 'set_meta', field: 'inputs', value: problem.mended.schema }) }
      : {};
    report({
      code: 'invalid_schema',
      path: `/inputs${pointer(problem.path)}`,
      message: `The schema of the input: ${problem.message}`,
      ...fix,
    });
  }
}
