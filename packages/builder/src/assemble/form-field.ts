import type { Condition } from '../recognise/conditions.ts';
import { capital } from '../recognise/form-fields.ts';
import type { Assembly } from './assembly.ts';
import { fieldName } from './expressions.ts';

/** “More than 12 pizzas” is a quantity, where there is a field for one. */
export function counted({ data: { recordFields } }: Assembly, condition: Condition): Condition {
  const isCounted =
    typeof condition.value === 'number' && condition.words.toLowerCase().includes(`${condition.value} ${condition.subject.toLowerCase()}`);
  return isCounted && recordFields.includes('quantity') && !recordFields.includes(condition.subject)
    ? { ...condition, subject: 'quantity' }
    : condition;
}

/** A form asks for what a condition or a sum looks at. */
export function ensureField(assembly: Assembly, condition: Condition): void {
  const index = assembly.root.nodes.findIndex(({ type }) => type === 'trigger.form');
  const node = assembly.root.nodes[index];
  // “More than 12 pizzas”: as many as the form asks for.
  if (counted(assembly, condition).subject !== condition.subject) return;
  const name = fieldName(condition.subject, assembly.data.recordFields);
  const fields = node?.config['fields'];
  if (!node || !Array.isArray(fields) || !/^[A-Za-z]\w*$/u.test(name) || assembly.data.recordFields.includes(name)) return;
  if ((fields as { name: string }[]).some((field) => field.name === name)) return;
  const isNumber = /over|under|at_/u.test(condition.test);
  const label = capital(name.replaceAll('_', ' '));
  assembly.root.nodes[index] = {
    ...node,
    config: {
      ...node.config,
      fields: [
        ...(fields as unknown[]),
        { name, label, type: isNumber ? 'number' : 'text', required: condition.test !== 'empty' && condition.test !== 'filled' },
      ],
    },
  };
  assembly.offer({ recordFields: [...assembly.data.recordFields, name] });
  assembly.note('decision', `The form asks for “${label}”, because a step looks at it.`);
}
