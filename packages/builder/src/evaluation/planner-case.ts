/** A sentence as people type it, and the workflow that a sensible person would draw for it. */
export interface PlannerCase {
  readonly sentence: string;
  readonly trigger: 'trigger.manual' | 'trigger.form' | 'trigger.webhook' | 'trigger.schedule';
  /** Another trigger that is as good. */
  readonly orTrigger?: PlannerCase['trigger'];
  /** Five fields; only where the sentence says the time. */
  readonly cron?: string;
  /** Node types after the trigger: branches depth-first, the body of a for_each right after it, `placeholder` for what has no step yet. Empty: nothing can be drawn. */
  readonly steps: readonly string[];
  /** One a placeholder: a word (or several, divided by `|`) of which one occurs in its wish. */
  readonly placeholders?: readonly string[];
  /** Some step of the type holds this text in its configuration, letter case aside. */
  readonly config?: readonly { readonly type: string; readonly contains: string }[];
  /** The planner has to ask rather than draw. */
  readonly question?: boolean;
  readonly note?: string;
  /** Other lists of steps that are as good. */
  readonly alternatives?: readonly (readonly string[])[];
}

interface CaseOptions extends Omit<PlannerCase, 'sentence' | 'trigger' | 'steps' | 'alternatives' | 'config'> {
  /** Such as `flow.if: 500`. */
  readonly config?: readonly string[];
  /** Node types divided by spaces. */
  readonly alternatives?: readonly string[];
}

/** `steps` and `alternatives` are node types divided by spaces, which keeps the tables readable. */
export function planned(
  sentence: string,
  trigger: PlannerCase['trigger'],
  steps: string,
  { alternatives, config, ...rest }: CaseOptions = {},
): PlannerCase {
  return {
    sentence,
    trigger,
    steps: types(steps),
    ...rest,
    ...(config && { config: config.map(expectation) }),
    ...(alternatives && { alternatives: alternatives.map(types) }),
  };
}

function expectation(text: string): { type: string; contains: string } {
  const divider = text.indexOf(': ');
  return { type: text.slice(0, divider), contains: text.slice(divider + 2) };
}

function types(list: string): string[] {
  return list.split(' ').filter((type) => type !== '');
}
