import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type JSX, useMemo, useState } from 'react';
import { isStatus, shownError } from '../../lib/errors.ts';
import { formQuery, formSchema, sendForm } from '../../lib/public-form.ts';
import { IconCheck } from '../../ui/icons.ts';
import { Logo } from '../../ui/logo.tsx';
import { usePageTitle } from '../../ui/page-header.tsx';
import { InputForm } from '../../ui/schema-form/input-form.tsx';
import { UploadContext } from '../../ui/schema-form/upload-context.ts';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import classes from './form-page.module.css';
import { createHeldFiles } from './held-files.ts';

/** The page of a form trigger, for anyone who has its address. Files are kept in the browser until the form is sent. */
export function FormPage(): JSX.Element {
  const { _splat: path = '' } = useParams({ from: '/f/$' });
  const form = useQuery(formQuery(path));
  const held = useMemo(createHeldFiles, []);
  const [thanks, setThanks] = useState<string>();
  usePageTitle(form.data?.title ?? 'Form');
  return (
    <main className={classes['page']} id="main">
      <div className={classes['card']}>
        {form.isPending && <LoadingRows rows={4} />}
        {form.isError && isStatus(form.error, 404) && (
          <EmptyState title="There is no form here">The address may be mistyped, or the form was turned off.</EmptyState>
        )}
        {form.isError && !isStatus(form.error, 404) && (
          <ErrorState title="The form could not be opened" error={shownError(form.error)} onRetry={() => void form.refetch()} />
        )}
        {form.data && thanks === undefined && (
          <>
            <h1>{form.data.title}</h1>
            {form.data.description && <p className={classes['lead']}>{form.data.description}</p>}
            <UploadContext value={held.hold}>
              <InputForm
                schema={formSchema(form.data.fields)}
                submit="Send"
                onSubmit={async (input) => {
                  const { thanks: words } = await sendForm(path, held.formData(input));
                  setThanks(words || 'Thank you. It has been received.');
                }}
              />
            </UploadContext>
          </>
        )}
        {thanks !== undefined && (
          <div className={classes['thanks']} role="status">
            <IconCheck size={28} aria-hidden />
            <h1>{thanks}</h1>
          </div>
        )}
      </div>
      <p className={classes['foot']}>
        <Logo size={16} /> Made with Arches
      </p>
    </main>
  );
}
