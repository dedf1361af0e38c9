import { expect, test } from 'vitest';
import { edgesOf, marked, planOf } from '../testing/drawn.ts';

test('amounts that ask their own people are ways that meet again, however they were read', () => {
  const plan = planOf(
    marked(
      '⟦t.form|Purchase form with {field:amount}⟧. ⟦if|below {value:200} ok⟧. 200-2000 ⟦approve|{to:boss@x.example} must ok⟧. ⟦if|above {value:2000}⟧ ⟦approve|{to:boss@x.example} and also {to:cfo@x.example} must ok⟧. ⟦email|Then mail {to:shop@x.example}⟧. ⟦if|If somebody says no⟧ ⟦email|tell {to:hr@x.example}⟧.',
      't.form; if(approve; if(approve)); email; if(email)',
    ),
  );
  const choice = plan.document.nodes.find(({ type }) => type === 'flow.switch');
  expect(choice?.config['cases']).toEqual([
    { name: 'below 200', when: 'number(input.amount) < 200' },
    { name: '200-2000', when: '(number(input.amount) >= 200 && number(input.amount) <= 2000)' },
  ]);
  expect(
    edgesOf(plan)
      .filter((edge) => /> (?:shop|hr)$/u.test(edge))
      .toSorted(),
  ).toEqual([
    'flow.approval.approved > shop',
    'flow.approval.approved > shop',
    'flow.approval.rejected > hr',
    'flow.approval.rejected > hr',
    'flow.switch.below 200 > shop',
  ]);
});

test('“also” asks those of the band before it as well', () => {
  const plan = planOf(
    marked(
      '⟦t.form|Discounts⟧: ⟦if|less than {value:5%}⟧ is ok, 5 to 15% ⟦approve|{to:lead@x.example} must agree⟧, more than 15% ⟦email|also {to:ceo@x.example}⟧. ⟦email|Then mail {to:rep@x.example}⟧.',
      't.form; if(approve; email); email',
    ),
  );
  expect(plan.document.nodes.flatMap(({ type, config }) => (type === 'flow.approval' ? [config['assignees']] : []))).toContainEqual([
    'lead@x.example',
    'ceo@x.example',
  ]);
});
