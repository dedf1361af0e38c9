import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';
import { cssVariables, dark, light } from './tokens.ts';

const brand: MantineColorsTuple = [
  '#eef2ff',
  '#dfe6ff',
  '#bccaff',
  '#95aaff',
  '#728cfc',
  '#5573f5',
  '#4263eb',
  '#3150d8',
  '#2742b8',
  '#1f3594',
];
const gray: MantineColorsTuple = [
  '#fcfcfd',
  '#f4f5f7',
  '#eff1f4',
  '#e3e6eb',
  '#cbd0d9',
  '#8a919e',
  '#5b6270',
  '#454b57',
  '#2e333c',
  '#1a1d24',
];
const darkRamp: MantineColorsTuple = [
  '#e8eaee',
  '#c4c8d0',
  '#9aa1ae',
  '#6b7280',
  '#3d424b',
  '#2a2d33',
  '#191b1f',
  '#101114',
  '#0c0d0f',
  '#08090a',
];

export const theme = createTheme({
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  colors: { brand, gray, dark: darkRamp },
  black: '#1a1d24',
  white: '#ffffff',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono', ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '15px', xl: '18px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.4', xl: '1.35' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '20px', xl: '28px' },
  radius: { xs: '4px', sm: '4px', md: '7px', lg: '10px', xl: '14px' },
  defaultRadius: 'md',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '24px', lineHeight: '1.3' },
      h2: { fontSize: '18px', lineHeight: '1.35' },
      h3: { fontSize: '15px', lineHeight: '1.4' },
      h4: { fontSize: '14px', lineHeight: '1.4' },
    },
  },
  shadows: { md: 'var(--a-shadow)', lg: 'var(--a-shadow)', xl: 'var(--a-shadow)' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 30 } },
    Modal: {
      defaultProps: { radius: 'xl', centered: true, transitionProps: { duration: 120 }, closeButtonProps: { 'aria-label': 'Close' } },
    },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close this message' } } },
    Menu: { defaultProps: { radius: 'lg', shadow: 'md', transitionProps: { duration: 120 } } },
    Tooltip: { defaultProps: { openDelay: 400, transitionProps: { duration: 120 } } },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm' } },
  },
});

/** Mantine's own variables where they differ from ours, and every token as `--a-…`. */
export const resolver: CSSVariablesResolver = () => ({
  variables: {
    '--a-ease': 'cubic-bezier(.2,0,0,1)',
    '--a-mono': "'JetBrains Mono', ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
    '--mantine-font-weight-medium': '600',
  },
  light: {
    ...cssVariables(light),
    '--a-shadow': '0 1px 2px rgba(20, 24, 36, 0.06), 0 8px 24px rgba(20, 24, 36, 0.10)',
    '--mantine-color-body': light.page,
    '--mantine-color-text': light.text,
    '--mantine-color-dimmed': light.muted,
    '--mantine-color-placeholder': '#6b7280',
    '--mantine-color-anchor': light['brand-text'],
    '--mantine-color-default': light.surface,
    '--mantine-color-default-hover': light.subtle,
    '--mantine-color-default-border': light['line-strong'],
    '--mantine-color-error': light['failed-fg'],
  },
  dark: {
    ...cssVariables(dark),
    '--a-shadow': '0 1px 2px rgba(0, 0, 0, 0.5), 0 8px 24px rgba(0, 0, 0, 0.5)',
    '--mantine-color-body': dark.page,
    '--mantine-color-text': dark.text,
    '--mantine-color-dimmed': dark.muted,
    '--mantine-color-placeholder': '#8a919e',
    '--mantine-color-anchor': dark['brand-text'],
    '--mantine-color-default': dark.surface,
    '--mantine-color-default-hover': dark.subtle,
    '--mantine-color-default-border': dark['line-strong'],
    '--mantine-color-error': dark['failed-fg'],
  },
});
