import type { QueryClient } from '@tanstack/react-query';

export async function refreshTriggers(client: QueryClient, workflowId: string): Promise<void> {
  void client.invalidateQueries({ queryKey: ['home'] });
  void client.invalidateQueries({ queryKey: ['runs'] });
  await client.invalidateQueries({ queryKey: ['triggers', workflowId] });
}
