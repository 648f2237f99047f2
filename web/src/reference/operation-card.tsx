import Check from 'lucide-solid/icons/check';
import Copy from 'lucide-solid/icons/copy';
import { For, type JSX, Show, createSignal } from 'solid-js';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/button.tsx';
import { copyText } from '../ui/copy.ts';
import { commandOf, fieldsOf, type OpenApi, type Operation, type Schema, typeText } from './openapi.ts';

/** Deeper than this nothing of ours goes; a schema that names itself would go on for ever. */
const maxDepth = 6;

const methodLook: Readonly<Record<string, string>> = {
  GET: 'bg-ok-soft text-ok-ink',
  POST: 'bg-accent-soft text-accent',
  PUT: 'bg-warn-soft text-warn-ink',
  PATCH: 'bg-warn-soft text-warn-ink',
  DELETE: 'bg-bad-soft text-bad-ink',
};

function Fields(props: { document: OpenApi; schema: Schema; depth: number }) {
  return (
    <ul class={props.depth === 0 ? '' : 'ml-3 border-l border-line pl-3'}>
      <For each={fieldsOf(props.document, props.schema)}>
        {(field) => (
          <li class="py-1">
            <div class="flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5 text-xs">
              <code class="code font-medium text-ink">{field.name}</code>
              <span class="code min-w-0 break-words text-ink-3">{field.type}</span>
              <Show when={field.isRequired}>
                <span class="text-2xs text-bad-ink">{t('reference.required')}</span>
              </Show>
              <Show when={field.description}>
                <span lang="en" class="w-full text-ink-2">
                  {field.description}
                </span>
              </Show>
            </div>
            <Show when={props.depth < maxDepth && field.inner}>
              {(inner) => (
                <details>
                  <summary class="cursor-pointer text-2xs text-accent">{t('reference.parts')}</summary>
                  <Fields document={props.document} schema={inner()} depth={props.depth + 1} />
                </details>
              )}
            </Show>
          </li>
        )}
      </For>
    </ul>
  );
}

function Part(props: { title: string; note?: string | undefined; children: JSX.Element }) {
  return (
    <section class="grid gap-1">
      <h4 class="text-xs font-semibold text-ink-2">
        {props.title}
        <Show when={props.note}>
          <span class="code ml-2 font-normal text-ink-3">{props.note}</span>
        </Show>
      </h4>
      {props.children}
    </section>
  );
}

function Parameters(props: { document: OpenApi; operation: Operation }) {
  return (
    <Show when={props.operation.parameters.length > 0}>
      <Part title={t('reference.parameters')}>
        <ul>
          <For each={props.operation.parameters}>
            {(parameter) => (
              <li class="flex flex-wrap items-baseline gap-x-2.5 py-1 text-xs">
                <code class="code font-medium">{parameter.name}</code>
                <span class="text-ink-3">{t(`reference.places.${placeOf(parameter.in)}`)}</span>
                <span class="code min-w-0 break-words text-ink-3">{typeText(props.document, parameter.schema)}</span>
                <Show when={parameter.required}>
                  <span class="text-2xs text-bad-ink">{t('reference.required')}</span>
                </Show>
                <span lang="en" class="w-full text-ink-2">
                  {parameter.description ?? parameter.schema?.description}
                </span>
              </li>
            )}
          </For>
        </ul>
      </Part>
    </Show>
  );
}

const placeOf = (place: string) => (place === 'path' || place === 'query' ? place : 'header');

function Answers(props: { document: OpenApi; operation: Operation }) {
  return (
    <Part title={t('reference.answers')}>
      <For each={props.operation.answers}>
        {(answer) => (
          <div class="border-t border-line py-1.5 first:border-0">
            <p class="flex flex-wrap items-baseline gap-x-2.5 text-xs">
              <b class="code">{answer.status === 'default' ? t('reference.otherwise') : answer.status}</b>
              <span lang="en" class="text-ink-2">
                {answer.description}
              </span>
              <span class="code text-ink-3">{answer.type}</span>
            </p>
            <Show when={answer.status !== 'default' && answer.schema}>
              {(schema) => <Fields document={props.document} schema={schema()} depth={0} />}
            </Show>
          </div>
        )}
      </For>
    </Part>
  );
}

function Command(props: { text: string }) {
  const [copied, setCopied] = createSignal(false);
  const copy = () => void copyText(props.text, t('reference.copied')).then(setCopied);
  return (
    <div class="relative">
      <pre class="code overflow-x-auto rounded-s bg-sunken p-3 pr-11 text-xs leading-5">{props.text}</pre>
      <Button
        look="ghost"
        size="icon"
        class="absolute! top-1 right-1 bg-sunken!"
        aria-label={t('reference.copy')}
        data-testid="copy-command"
        onClick={copy}
      >
        <Show when={copied()} fallback={<Copy class="size-4" aria-hidden="true" />}>
          <Check class="size-4 text-answered" aria-hidden="true" />
        </Show>
      </Button>
    </div>
  );
}

function accessText(access: readonly string[]): string {
  if (access.includes('public')) return t('reference.access.public');
  if (access.includes('signed-in') || access.includes('own-account')) return t('reference.access.signedIn');
  if (access.length > 1) return t('reference.access.anyOf', access.length);
  return t('reference.access.permission', access.join());
}

/** One operation; what it takes and answers opens below it. */
export function OperationCard(props: { document: OpenApi; operation: Operation }) {
  const [open, setOpen] = createSignal(false);
  return (
    <details
      id={props.operation.id}
      class="border-t border-line first:border-0"
      data-testid={`operation-${props.operation.id}`}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary class="flex min-h-11 cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-s hover:bg-hover">
        <span
          class={`code w-16 shrink-0 rounded-s py-0.5 text-center text-2xs font-semibold ${methodLook[props.operation.method] ?? 'bg-sunken'}`}
        >
          {props.operation.method}
        </span>
        <code class="code min-w-0 break-all">{props.operation.path}</code>
        <span lang="en" class="min-w-0 text-ink-2 max-md:w-full">
          {props.operation.summary}
        </span>
        <span class="ml-auto text-2xs text-ink-3 max-md:ml-0">{accessText(props.operation.access)}</span>
      </summary>
      <Show when={open()}>
        <div class="grid grid-cols-[minmax(0,1fr)] gap-4 px-4 pt-1 pb-4 md:pl-[92px]">
          <Show when={props.operation.description}>
            <p lang="en" class="text-s text-ink-2">
              {props.operation.description}
            </p>
          </Show>
          <Show when={props.operation.access.length > 1}>
            <Part title={t('reference.access.list')}>
              <p class="code flex flex-wrap gap-x-3 text-xs text-ink-2">
                <For each={props.operation.access}>{(permission) => <code>{permission}</code>}</For>
              </p>
            </Part>
          </Show>
          <Command text={commandOf(props.operation, location.origin)} />
          <Parameters document={props.document} operation={props.operation} />
          <Show when={props.operation.body}>
            {(body) => (
              <Part title={t('reference.body')} note={body().type}>
                <Show when={body().schema}>
                  {(schema) => <Fields document={props.document} schema={schema()} depth={0} />}
                </Show>
              </Part>
            )}
          </Show>
          <Answers document={props.document} operation={props.operation} />
        </div>
      </Show>
    </details>
  );
}
