import {
  findNode,
  type JsonObject,
  type NodeCard,
  type Patch,
  PLACEHOLDER,
  sameJson,
  validateDocument,
  type WorkflowNode,
} from '@arches/kernel';
import { ActionIcon, Menu, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useCallback, useDeferredValue, useMemo } from 'react';
import { runQuery } from '../../../lib/queries.ts';
import { useKnownSettings } from '../../../lib/variables.ts';
import { CategoryTile } from '../../../ui/category-tile.tsx';
import { IconDotsVertical, IconPointer } from '../../../ui/icons.ts';
import { propertiesOf } from '../../../ui/schema-form/field-kind.ts';
import { SchemaForm } from '../../../ui/schema-form/schema-form.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { StatusPill } from '../../../ui/status-pill.tsx';
import { sentenceOf } from '../canvas/canvas-items.ts';
import { StepData } from '../dock/test-tab.tsx';
import { useDocument, useEditor, useSelected, useView } from '../editor-context.ts';
import { connection, nameOf, portsOf, possibleTargets } from '../model/edits.ts';
import { StepActions } from '../outline/step-actions.tsx';
import { ProblemRows } from '../problems-list.tsx';
import { CacheSection } from './cache-section.tsx';
import { PolicySection } from './policy-section.tsx';
import { stepField } from './step-field.tsx';
import { StepContext, useOutputs } from './step-context.ts';
import classes from './step.module.css';

export function StepTab(): JSX.Element {
  const selected = useSelected();
  const document = useDocument();
  const place = selected === undefined ? undefined : findNode(document, selected);
  if (!place) {
    return (
      <EmptyState icon={IconPointer} title="No step is chosen">
        Choose a step to see what it does and to set it up.
      </EmptyState>
    );
  }
  return <StepPanel key={place.node.id} node={place.node} />;
}

function StepPanel({ node }: { readonly node: WorkflowNode }): JSX.Element {
  const { cards, draft, mayWrite, catalog } = useEditor();
  const document = useDocument();
  const card = cards.get(node.type);
  const checked = useDeferredValue(document);
  const known = useKnownSettings();
  const problems = useMemo(
    () => validateDocument(checked, catalog, known).filter(({ nodeId }) => nodeId === node.id),
    [checked, catalog, known, node.id],
  );
  const outputs = useOutputs();
  const context = useMemo(() => ({ node, card, outputs }), [node, card, outputs]);
  const title = nameOf(node, cards);
  return (
    <StepContext value={context}>
      <div className={classes['panel']} data-step-panel>
        <header className={classes['head']}>
          <CategoryTile category={card?.category ?? 'flow'} icon={card?.icon ?? 'QuestionMark'} size="lg" />
          <div>
            <h2>{title}</h2>
            <p>{card?.description ?? 'Arches does not know this kind of step.'}</p>
          </div>
          {mayWrite && (
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon aria-label={`Actions for ${title}`}>
                  <IconDotsVertical size={17} />
                </ActionIcon>
              </Menu.Target>
              <StepActions nodeId={node.id} document={document} />
            </Menu>
          )}
        </header>
        <p className={classes['sentence']}>{sentenceOf(document, node.id, cards)}</p>
        {problems.length > 0 && (
          <div className={classes['problems']}>
            <ProblemRows problems={problems} />
          </div>
        )}
        {node.type === PLACEHOLDER ? (
          <p className={classes['muted']}>
            Nothing here can do this yet. Replace it with a step that can, ask the assistant, or delete it.
          </p>
        ) : (
          <>
            <TextInput
              label="Name"
              value={node.name ?? ''}
              placeholder={card?.title ?? ''}
              readOnly={!mayWrite}
              maxLength={200}
              onChange={(event) => {
                const value = event.currentTarget.value;
                draft.change([{ op: 'set_node', nodeId: node.id, field: 'name', ...(value === '' ? {} : { value }) }], {
                  label: `Renamed ${title}`,
                  key: `${node.id} name`,
                });
              }}
            />
            {card && <ConfigForm node={node} card={card} />}
            <Branches node={node} />
            <PolicySection node={node} card={card} />
            <CacheSection node={node} card={card} />
          </>
        )}
        <LastOutput nodeId={node.id} />
      </div>
    </StepContext>
  );
}

/** The form of a step's configuration. One field that is typed in is one undo entry. */
function ConfigForm({ node, card }: { readonly node: WorkflowNode; readonly card: NodeCard }): JSX.Element {
  const { draft, mayWrite } = useEditor();
  const title = node.name || card.title;
  // What is not set is shown as what it counts as.
  const shown = useMemo(() => withDefaults(card, node.config), [card, node.config]);
  const change = useCallback(
    (next: JsonObject) => {
      const patches = configPatches(node.id, shown, next);
      const [first] = patches;
      if (first?.op !== 'set_config') return;
      draft.change(patches, { label: `Changed ${title}`, key: `${node.id} ${String(first.path[0])}` });
    },
    [draft, node.id, shown, title],
  );
  return <SchemaForm schema={card.config} value={shown} disabled={!mayWrite} renderField={stepField} onChange={change} />;
}

function withDefaults(card: NodeCard, config: JsonObject): JsonObject {
  const defaults = propertiesOf(card.config).flatMap(([key, schema]) => ('default' in schema ? [[key, schema['default']] as const] : []));
  return { ...Object.fromEntries(defaults), ...config };
}

function configPatches(nodeId: string, before: JsonObject, next: JsonObject): Patch[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(next)]);
  return [...keys].flatMap((key): Patch[] => {
    if (sameJson(before[key], next[key])) return [];
    const value = next[key];
    return [{ op: 'set_config', nodeId, path: [key], ...(value === undefined ? {} : { value }) }];
  });
}

/** Where each branch leads, changed without touching the canvas. */
function Branches({ node }: { readonly node: WorkflowNode }): JSX.Element | null {
  const { cards, draft, mayWrite, view } = useEditor();
  const document = useDocument();
  const ports = portsOf(node, cards);
  const place = findNode(document, node.id);
  if (!place || ports.length < 2) return null;
  const targets = possibleTargets(document, node.id, cards);
  return (
    <section className={classes['section']}>
      <h3>Where it goes on</h3>
      {ports.map(({ name, label }) => {
        const edges = place.graph.edges.filter(({ source, sourcePort }) => source === node.id && sourcePort === name);
        const current = edges[0]?.target ?? '';
        return (
          <NativeSelect
            key={name}
            label={label || name}
            value={current}
            disabled={!mayWrite}
            description={edges.length > 1 ? `And ${edges.length - 1} more` : undefined}
            data={[
              { value: '', label: 'Nothing' },
              { value: '+', label: 'Add a step…' },
              ...targets.map((target) => ({ value: target.id, label: nameOf(target, cards) })),
            ]}
            onChange={(event) => {
              const wanted = event.currentTarget.value;
              if (wanted === '+') {
                view.setState({ picking: { kind: 'after', nodeId: node.id, port: name } });
                return;
              }
              const patches: Patch[] = edges.slice(0, 1).map(({ id }) => ({ op: 'disconnect', edgeId: id }));
              const made = wanted === '' ? undefined : connection(document, node.id, name, wanted, cards);
              draft.change([...patches, ...(made?.patches ?? [])], { label: `Changed where ${label || name} leads` });
            }}
          />
        );
      })}
    </section>
  );
}

function LastOutput({ nodeId }: { readonly nodeId: string }): JSX.Element | null {
  const runId = useView((state) => state.runId);
  const run = useQuery({ ...runQuery(runId ?? ''), enabled: runId !== undefined });
  const step = run.data?.steps.find((candidate) => candidate.nodeId === nodeId);
  if (!run.data || !step || step.status === 'pending') return null;
  return (
    <section className={classes['section']}>
      <h3>
        In the last test <StatusPill small status={step.status} warnings={step.warnings.length} />
      </h3>
      <StepData run={run.data} step={step} />
    </section>
  );
}
