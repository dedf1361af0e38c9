import { expect, test } from 'vitest';
import { noModel } from './no-model.ts';

test('without a model every call says so, what works without, and what to do', async () => {
  expect(noModel.describe()).toBeUndefined();
  for (const call of [noModel.generateText({ prompt: 'x' }), noModel.generateObject({ prompt: 'x', schema: {}, schemaName: 'x' })]) {
    await expect(call).rejects.toMatchObject({
      code: 'no_model_connected',
      retryable: false,
      message: expect.stringMatching(/work without.*Models page/),
    });
  }
});
