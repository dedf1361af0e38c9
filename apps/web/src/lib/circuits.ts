import { useQueryClient } from '@tanstack/react-query';
import { api } from './api.ts';
import { notifyDone, notifyError } from './notify.ts';

/** Has a failing service tried now. */
export function useTryNow(): (circuit: { readonly id: string; readonly name: string }) => Promise<void> {
  const client = useQueryClient();
  return async ({ id, name }) => {
    try {
      await api.circuits.tryNow({ id });
      notifyDone(`${name} is tried with the next call.`);
    } catch (error) {
      notifyError('It was not tried', error);
    }
    await client.invalidateQueries({ queryKey: ['circuits'] });
    for (const queryKey of [['home'], ['run'], ['runs']]) void client.invalidateQueries({ queryKey });
  };
}
