// The API's own description of itself, as the reference page reads it. Pure.

export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
};

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

export type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Schema;
  readonly description?: string;
};

type DocumentOperation = {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly 'x-yunhu-access'?: string | readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content?: Content };
  readonly responses?: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>;
};

export type OpenApi = {
  readonly info: { readonly version: string; readonly description?: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentOperation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
};

export type Operation = {
  /** Of the method and path; names it in an address. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  /** Permissions of which one is enough; or `signed-in`, `own-account` or `public` alone. */
  readonly access: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly body: { readonly type: string; readonly schema: Schema | undefined; readonly required: boolean } | null;
  readonly answers: readonly {
    readonly status: string;
    readonly description: string;
    readonly type: string | null;
    readonly schema: Schema | undefined;
  }[];
};

export type OperationGroup = { readonly tag: string; readonly operations: readonly Operation[] };

const firstOf = (content: Content | undefined) => Object.entries(content ?? {})[0];

function operationOf(method: string, path: string, found: DocumentOperation): Operation {
  const body = firstOf(found.requestBody?.content);
  return {
    id: `${method}${path}`.replaceAll(/[^A-Za-z0-9]+/g, '-'),
    method: method.toUpperCase(),
    path,
    summary: found.summary ?? '',
    description: found.description ?? '',
    access: [found['x-yunhu-access'] ?? 'public'].flat(),
    parameters: found.parameters ?? [],
    body:
      body === undefined
        ? null
        : { type: body[0], schema: body[1].schema, required: found.requestBody?.required === true },
    answers: Object.entries(found.responses ?? {}).map(([status, answer]) => {
      const content = firstOf(answer.content);
      return {
        status,
        description: answer.description ?? '',
        type: content?.[0] ?? null,
        schema: content?.[1].schema,
      };
    }),
  };
}

/** Every operation under its first tag, in the order of the document; of those, what holds all the words. */
export function groupsOf(document: OpenApi, words = ''): OperationGroup[] {
  const sought = words.trim().toLowerCase().split(/\s+/);
  const groups = new Map<string, Operation[]>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, found] of Object.entries(methods)) {
      const tag = found.tags?.[0] ?? '';
      const operation = operationOf(method, path, found);
      const text =
        `${tag} ${operation.method} ${path} ${operation.summary} ${operation.access.join(' ')}`.toLowerCase();
      if (sought.every((word) => text.includes(word))) groups.set(tag, [...(groups.get(tag) ?? []), operation]);
    }
  }
  return [...groups].map(([tag, operations]) => ({ tag, operations }));
}

/** The schema behind a reference, with the name it has there. */
function resolve(document: OpenApi, schema: Schema): { readonly schema: Schema; readonly name: string | null } {
  const name = schema.$ref?.split('/').at(-1);
  const found = name === undefined ? undefined : document.components?.schemas?.[name];
  return found === undefined || name === undefined ? { schema, name: null } : { schema: found, name };
}

/** What a value is, in a few words: its type, its bounds, what it may be. */
export function typeText(document: OpenApi, given: Schema | undefined): string {
  if (given === undefined) return '';
  const { schema, name } = resolve(document, given);
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return options.map((option) => typeText(document, option)).join(' | ');
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.items !== undefined) return `${typeText(document, schema.items)}[]`;
  if (name !== null) return name;
  const type = typeof schema.type === 'string' ? schema.type : (schema.type?.join(' | ') ?? 'any');
  const detail = [schema.format, boundsOf(schema)].filter((text) => text !== undefined && text !== '').join(', ');
  return detail === '' ? type : `${type} (${detail})`;
}

/** Whole numbers that JavaScript cannot count beyond are no bound worth telling. */
const isTold = (value: number | undefined) => value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;

function boundsOf({ minimum, maximum, minLength, maxLength }: Schema): string {
  const [least, most] = [minimum ?? minLength, maximum ?? maxLength];
  if (isTold(least) && isTold(most)) return `${least}–${most}`;
  if (isTold(least)) return `≥ ${least}`;
  return isTold(most) ? `≤ ${most}` : '';
}

export type SchemaField = {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string;
  /** What it is made of, where it is an object or a list of them. */
  readonly inner: Schema | null;
};

/** The fields of an object, or of what a list holds; none where there are none. */
export function fieldsOf(document: OpenApi, given: Schema): SchemaField[] {
  const { schema } = resolve(document, given);
  if (schema.items !== undefined) return fieldsOf(document, schema.items);
  const part = (schema.anyOf ?? schema.oneOf)?.find((option) => fieldsOf(document, option).length > 0);
  if (part !== undefined) return fieldsOf(document, part);
  const own = Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    type: typeText(document, property),
    isRequired: schema.required?.includes(name) ?? false,
    description: property.description ?? resolve(document, property).schema.description ?? '',
    inner: fieldsOf(document, property).length > 0 ? property : null,
  }));
  return [...(schema.allOf ?? []).flatMap((one) => fieldsOf(document, one)), ...own];
}

/** A command that asks this of an API at `origin`, with places to fill. */
export function commandOf({ method, path, body, parameters }: Operation, origin: string): string {
  const headers = parameters.filter((one) => one.in === 'header' && one.required === true);
  return [
    `curl -X ${method} '${origin}${path}'`,
    `-b 'yunhu_session=…'`,
    ...headers.map(({ name }) => `-H '${name}: …'`),
    ...(body === null ? [] : [`-H 'content-type: ${body.type}'`, `-d '…'`]),
  ].join(' \\\n  ');
}
