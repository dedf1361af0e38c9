import type { AppDeps } from '../../app-deps.ts';
import { api } from '../../http/api.ts';
import { formPage, submitForm } from './forms.ts';

export function formRoutes(deps: AppDeps) {
  return {
    get: api.forms.get.handler(({ input }) => formPage(deps, input)),
    submit: api.forms.submit.handler(({ input, context }) => submitForm(deps, input, context.request.uploadedFiles)),
  };
}
