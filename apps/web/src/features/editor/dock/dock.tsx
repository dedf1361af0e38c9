import { Tabs } from '@mantine/core';
import { type JSX, lazy, Suspense } from 'react';
import { IconSparkles } from '../../../ui/icons.ts';
import { LoadingRows } from '../../../ui/states.tsx';
import { type DockTab, useEditor, useView } from '../editor-context.ts';
import classes from './dock.module.css';

const AssistantTab = lazy(async () => ({ default: (await import('../assistant/assistant-tab.tsx')).AssistantTab }));
const StepTab = lazy(async () => ({ default: (await import('../step/step-tab.tsx')).StepTab }));
const TestTab = lazy(async () => ({ default: (await import('./test-tab.tsx')).TestTab }));
const VersionsTab = lazy(async () => ({ default: (await import('./versions-tab.tsx')).VersionsTab }));

/** The one panel beside the canvas. */
export function Dock(): JSX.Element {
  const { view } = useEditor();
  const tab = useView((state) => state.tab);
  return (
    <aside className={classes['dock']} aria-label="Details" data-editor-dock>
      <Tabs
        value={tab}
        onChange={(next) => next && view.setState({ tab: next as DockTab })}
        keepMounted={false}
        className={classes['tabs'] ?? ''}
      >
        <Tabs.List className={classes['list'] ?? ''}>
          <Tabs.Tab value="assistant" leftSection={<IconSparkles size={15} stroke={1.8} />}>
            Assistant
          </Tabs.Tab>
          <Tabs.Tab value="step">Step</Tabs.Tab>
          <Tabs.Tab value="data">Test data</Tabs.Tab>
          <Tabs.Tab value="versions">Versions</Tabs.Tab>
        </Tabs.List>
        <Suspense fallback={<LoadingRows rows={4} />}>
          <Tabs.Panel value="assistant" className={classes['panel'] ?? ''}>
            <AssistantTab />
          </Tabs.Panel>
          <Tabs.Panel value="step" className={classes['panel'] ?? ''}>
            <StepTab />
          </Tabs.Panel>
          <Tabs.Panel value="data" className={classes['panel'] ?? ''}>
            <TestTab />
          </Tabs.Panel>
          <Tabs.Panel value="versions" className={classes['panel'] ?? ''}>
            <VersionsTab />
          </Tabs.Panel>
        </Suspense>
      </Tabs>
    </aside>
  );
}
