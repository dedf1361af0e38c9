import type { Editor } from '../editor-context.ts';

/** Opens the form that a test begins with; a test without fields can be started with Enter right away. */
export function startTest({ view }: Pick<Editor, 'view'>): void {
  view.setState({ tab: 'data', testing: true });
  requestAnimationFrame(() =>
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>('[data-test-form] input, [data-test-form] textarea, [data-test-form] button')?.focus(),
    ),
  );
}
