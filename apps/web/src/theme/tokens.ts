/**
 * Every colour of the product, by meaning. Hex only: ramps in other notations are not understood everywhere.
 * `tokens.test.ts` holds them to WCAG 2.2 AA.
 */
export interface ColorTokens {
  readonly page: string;
  readonly nav: string;
  readonly surface: string;
  /** Hovered rows, quiet fills, code blocks. */
  readonly subtle: string;
  readonly selected: string;
  readonly text: string;
  readonly muted: string;
  /** Decorative: carries no meaning. */
  readonly line: string;
  readonly 'line-strong': string;
  /** Borders that carry meaning (inputs, handles): 3:1 at least. */
  readonly control: string;
  readonly brand: string;
  readonly 'brand-hover': string;
  /** Text on a brand fill. */
  readonly 'on-brand': string;
  /** Links and the selected tab. */
  readonly 'brand-text': string;
  readonly focus: string;
  readonly 'done-fg': string;
  readonly 'done-bg': string;
  readonly 'running-fg': string;
  readonly 'running-bg': string;
  readonly 'waiting-fg': string;
  readonly 'waiting-bg': string;
  readonly 'failed-fg': string;
  readonly 'failed-bg': string;
  readonly 'quiet-fg': string;
  readonly 'quiet-bg': string;
  readonly 'ai-fg': string;
  readonly 'ai-bg': string;
  /** The five category hues. */
  readonly 'category-trigger-fg': string;
  readonly 'category-trigger-bg': string;
  readonly 'category-data-fg': string;
  readonly 'category-data-bg': string;
  readonly 'category-flow-fg': string;
  readonly 'category-flow-bg': string;
  readonly 'category-ai-fg': string;
  readonly 'category-ai-bg': string;
  readonly 'category-connect-fg': string;
  readonly 'category-connect-bg': string;
  /** Marks of a proposal: added, changed, removed. */
  readonly 'diff-added-fg': string;
  readonly 'diff-added-bg': string;
  readonly 'diff-changed-fg': string;
  readonly 'diff-changed-bg': string;
  readonly 'diff-removed-fg': string;
  readonly 'diff-removed-bg': string;
  readonly 'bar-done': string;
  readonly 'bar-running': string;
  readonly 'bar-waiting': string;
  readonly 'bar-failed': string;
  readonly 'bar-quiet': string;
}

export const light: ColorTokens = {
  page: '#fcfcfd',
  nav: '#f4f5f8',
  surface: '#ffffff',
  subtle: '#f4f5f7',
  selected: '#eaeffd',
  text: '#1a1d24',
  muted: '#5b6270',
  line: '#e3e6eb',
  'line-strong': '#cbd0d9',
  control: '#8a919e',
  brand: '#3150d8',
  'brand-hover': '#2742b8',
  'on-brand': '#ffffff',
  'brand-text': '#2b48c8',
  focus: '#3150d8',
  'done-fg': '#0a7a3d',
  'done-bg': '#e7f6ec',
  'running-fg': '#0b6bcb',
  'running-bg': '#e8f2fd',
  'waiting-fg': '#8f5400',
  'waiting-bg': '#fdf3df',
  'failed-fg': '#c4281c',
  'failed-bg': '#fdecea',
  'quiet-fg': '#5b6270',
  'quiet-bg': '#eff1f4',
  'ai-fg': '#7a3ff2',
  'ai-bg': '#f3eeff',
  'category-trigger-fg': '#0a5fa8',
  'category-trigger-bg': '#e1f0fc',
  'category-data-fg': '#0b6b5c',
  'category-data-bg': '#dff5f0',
  'category-flow-fg': '#8a4b00',
  'category-flow-bg': '#feeed8',
  'category-ai-fg': '#6a35d4',
  'category-ai-bg': '#f0eafe',
  'category-connect-fg': '#b02a5b',
  'category-connect-bg': '#fde8f0',
  'diff-added-fg': '#0a6b4f',
  'diff-added-bg': '#dcf5ec',
  'diff-changed-fg': '#7a4a00',
  'diff-changed-bg': '#fbeecb',
  'diff-removed-fg': '#a3263f',
  'diff-removed-bg': '#fbe4e8',
  'bar-done': '#2c8f5a',
  'bar-running': '#2f80d8',
  'bar-waiting': '#a3690f',
  'bar-failed': '#cb4439',
  'bar-quiet': '#8a919e',
};

export const dark: ColorTokens = {
  page: '#101114',
  nav: '#15171a',
  surface: '#191b1f',
  subtle: '#212429',
  selected: '#1b2340',
  text: '#e8eaee',
  muted: '#9aa1ae',
  line: '#2a2d33',
  'line-strong': '#3d424b',
  control: '#6b7280',
  brand: '#4263eb',
  'brand-hover': '#3557e0',
  'on-brand': '#ffffff',
  'brand-text': '#93a8ff',
  focus: '#8ea4ff',
  'done-fg': '#4cc38a',
  'done-bg': '#11291d',
  'running-fg': '#6cb4ff',
  'running-bg': '#10263d',
  'waiting-fg': '#f0b44c',
  'waiting-bg': '#2e220c',
  'failed-fg': '#ff8379',
  'failed-bg': '#361613',
  'quiet-fg': '#9aa1ae',
  'quiet-bg': '#23262c',
  'ai-fg': '#b79bff',
  'ai-bg': '#231a3d',
  'category-trigger-fg': '#7cc0ff',
  'category-trigger-bg': '#122a42',
  'category-data-fg': '#5fd3bd',
  'category-data-bg': '#0e2e29',
  'category-flow-fg': '#f2b366',
  'category-flow-bg': '#352409',
  'category-ai-fg': '#c0a6ff',
  'category-ai-bg': '#2a2045',
  'category-connect-fg': '#ff9dbf',
  'category-connect-bg': '#3b1727',
  'diff-added-fg': '#58d3a8',
  'diff-added-bg': '#0d2b22',
  'diff-changed-fg': '#f0c05a',
  'diff-changed-bg': '#2f2509',
  'diff-removed-fg': '#ff96a6',
  'diff-removed-bg': '#381720',
  'bar-done': '#3fa873',
  'bar-running': '#4f9bef',
  'bar-waiting': '#d99d35',
  'bar-failed': '#e0695f',
  'bar-quiet': '#6b7280',
};

/** `--a-page`, `--a-text`, …: what CSS modules use. */
export function cssVariables(tokens: ColorTokens): Record<string, string> {
  return Object.fromEntries(Object.entries(tokens).map(([name, value]) => [`--a-${name}`, value]));
}
