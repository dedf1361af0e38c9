import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import '@mantine/spotlight/styles.layer.css';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { createSpotlight } from '@mantine/spotlight';
import { type JSX, useEffect, useState } from 'react';
import { homeQuery, workflowsQuery } from '../../lib/queries.ts';
import { IconHistory, IconRoute2, IconSearch, IconSparkles } from '../../ui/icons.ts';
import classes from './command-palette.module.css';
import { buildItems, mainItems } from './nav-items.ts';

const [store, palette] = createSpotlight();

export interface CommandPaletteProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Search, or say what you want: pages, workflows, and a workflow made from the words themselves. */
export function CommandPalette({ opened, onClose }: CommandPaletteProps): JSX.Element {
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const workflows = useInfiniteQuery({ ...workflowsQuery(query.trim() || undefined), enabled: opened });
  const home = useQuery({ ...homeQuery, enabled: opened });
  useEffect(() => {
    if (opened) palette.open();
  }, [opened]);

  const failed = home.data?.recentRuns.find(({ status }) => status === 'failed');
  const words = query.trim();
  const actions: SpotlightActionGroupData[] = [
    {
      group: 'Do',
      actions: [
        {
          id: 'describe',
          label: words === '' ? 'Create a workflow by describing it' : `Create a workflow: “${words}”`,
          description: 'Arches draws it, you decide whether to keep it',
          leftSection: <IconSparkles size={18} stroke={1.7} />,
          onClick: () => void navigate({ to: '/workflows/new', search: words === '' ? {} : { prompt: words } }),
        },
        ...(failed
          ? [
              {
                id: 'last-failed',
                label: 'Open the last failed run',
                description: failed.workflowName,
                leftSection: <IconHistory size={18} stroke={1.7} />,
                onClick: () => void navigate({ to: '/runs/$runId', params: { runId: failed.id } }),
              },
            ]
          : []),
      ],
    },
    {
      group: 'Go to',
      actions: [...mainItems, ...buildItems].map((item) => ({
        id: item.to,
        label: item.label,
        leftSection: <item.icon size={18} stroke={1.7} />,
        onClick: () => void navigate({ to: item.to }),
      })),
    },
    {
      group: 'Workflows',
      actions: (workflows.data?.pages ?? []).flatMap(({ items }) =>
        items.map((workflow) => ({
          id: workflow.id,
          label: workflow.name,
          description: workflow.liveVersion === null ? 'Draft' : `Live v${workflow.liveVersion}`,
          leftSection: <IconRoute2 size={18} stroke={1.7} />,
          onClick: () => void navigate({ to: '/w/$workflowId', params: { workflowId: workflow.id } }),
        })),
      ),
    },
  ];

  return (
    <Spotlight
      store={store}
      actions={actions}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={() => {
        setQuery('');
        onClose();
      }}
      filter={keepMatching}
      shortcut={null}
      classNames={{ action: classes['action'] ?? '', actionsGroup: classes['group'] ?? '' }}
      attributes={{ content: { 'aria-label': 'Search and commands' } }}
      nothingFound="Nothing by that name"
      highlightQuery
      scrollable
      maxHeight={420}
      searchProps={{
        leftSection: <IconSearch size={18} stroke={1.8} />,
        placeholder: 'Search, or say what you want to do…',
        'aria-label': 'Search, or say what you want to do',
      }}
    />
  );
}

/** Workflows come filtered from the server; making one from the words is always offered. */
function keepMatching(query: string, actions: readonly (SpotlightActionData | SpotlightActionGroupData)[]): SpotlightActionGroupData[] {
  const words = query.trim().toLowerCase();
  return actions
    .filter((entry): entry is SpotlightActionGroupData => 'actions' in entry)
    .map(({ group, actions: inside }) => ({
      group,
      actions: inside.filter(({ id, label }) => group === 'Workflows' || id === 'describe' || (label ?? '').toLowerCase().includes(words)),
    }));
}
