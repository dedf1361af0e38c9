import { useState } from 'react';
import { fieldErrors, type ShownError, shownError } from '../../lib/errors.ts';

export interface Attempt {
  readonly busy: boolean;
  readonly failure: ShownError | undefined;
  /** The server's sentences by field. */
  readonly errors: Readonly<Record<string, string>>;
  /** True when it went well. */
  readonly run: (action: () => Promise<unknown>) => Promise<boolean>;
}

/** One action of a form at a time, with what went wrong. */
export function useAttempt(): Attempt {
  const [state, setState] = useState<{
    readonly busy: boolean;
    readonly failure?: ShownError;
    readonly errors: Readonly<Record<string, string>>;
  }>({
    busy: false,
    errors: {},
  });
  return {
    busy: state.busy,
    failure: state.failure,
    errors: state.errors,
    run: async (action) => {
      setState({ busy: true, errors: {} });
      try {
        await action();
        setState({ busy: false, errors: {} });
        return true;
      } catch (error) {
        setState({ busy: false, failure: shownError(error), errors: fieldErrors(error) });
        return false;
      }
    },
  };
}
