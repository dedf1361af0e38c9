import { AppError, applyPatches, type Catalog, type Problem, validateDocument, type WorkflowDocument } from '@arches/kernel';

/** Mistakes that keep a document from running; wishes that stay visible and facts that are asked for are none. */
export function mistakesIn(document: WorkflowDocument, catalog: Catalog): Problem[] {
  return validateDocument(document, catalog).filter(
    ({ severity, code, message }) =>
      severity === 'error' && code !== 'placeholder_left' && !/must not be empty|needs a time:/u.test(message),
  );
}

/** Applies the fixes that validation itself offers, as long as each leaves fewer mistakes. */
export function repairByRules(document: WorkflowDocument, catalog: Catalog): WorkflowDocument {
  let current = document;
  let mistakes = mistakesIn(current, catalog);
  for (let round = 0; round < 30; round += 1) {
    const better = mistakes
      .map(({ fix }) => fix && tryFix(current, fix.patches))
      .find((fixed) => fixed && mistakesIn(fixed, catalog).length < mistakes.length);
    if (!better) return current;
    current = better;
    mistakes = mistakesIn(current, catalog);
  }
  return current;
}

function tryFix(document: WorkflowDocument, patches: NonNullable<Problem['fix']>['patches']): WorkflowDocument | undefined {
  try {
    return applyPatches(document, patches).document;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

export interface Attempt<Value> {
  readonly value: Value;
  /** What is wrong with it, in words; none when it can be used. */
  readonly mistakes: readonly string[];
}

/** Lets the model try again up to three times; each round has to leave fewer mistakes than the one before. */
export async function improve<Value>(
  first: Attempt<Value>,
  again: (before: Attempt<Value>) => Promise<Attempt<Value>>,
): Promise<Attempt<Value>> {
  let best = first;
  for (let round = 0; round < 3 && best.mistakes.length > 0; round += 1) {
    const next = await again(best);
    if (next.mistakes.length >= best.mistakes.length) return best;
    best = next;
  }
  return best;
}
