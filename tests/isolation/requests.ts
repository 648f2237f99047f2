// Requests for every route of the OpenAPI document, made from the document alone.
import { randomInt } from 'node:crypto';
import { samples } from './samples.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly minLength?: number;
  readonly const?: unknown;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly schema: Schema;
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  /** Any one of these. */
  readonly access: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly body: { readonly type: string; readonly schema: Schema } | undefined;
  readonly name: string;
}

interface OpenApiOperation {
  readonly 'x-yunhu-access': string | readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** Every operation of the document. */
export function operationsOf(document: OpenApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const [content] = Object.entries(operation.requestBody?.content ?? {});
      return {
        method: method.toUpperCase(),
        path,
        access: [operation['x-yunhu-access']].flat(),
        parameters: (operation.parameters ?? []).map((one) => ({ ...one, schema: resolve(document, one.schema) })),
        body: content === undefined ? undefined : { type: content[0], schema: resolve(document, content[1].schema) },
        name: `${method.toUpperCase()} ${path}`,
      };
    }),
  );
}

/** The schema that a reference names, and of an either-or the first that is not null. */
function resolve(document: OpenApiDocument, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  const named = name === undefined ? undefined : document.components?.schemas?.[name];
  if (named !== undefined) return resolve(document, named);
  const [first] = (schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []).filter((one) => one.type !== 'null');
  if (first !== undefined && schema.properties === undefined) return resolve(document, first);
  const { properties, items } = schema;
  return {
    ...schema,
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, value]) => [key, resolve(document, value)]),
          ),
        }),
    ...(items === undefined ? {} : { items: resolve(document, items) }),
  };
}

/** The places of a request that take an id, by their names: in the path, the query and the body, required or not. */
export function idSlots({ parameters, body }: Operation): string[] {
  const inParameters = parameters.filter((parameter) => isId(parameter.schema)).map((parameter) => parameter.name);
  const inBody = Object.entries(body?.schema.properties ?? {}).flatMap(([name, schema]) =>
    isId(schema) ? [name] : [],
  );
  return [...new Set([...inParameters, ...inBody])];
}

const isId = (schema: Schema) => schema.format === 'uuid';

export interface FilledRequest {
  readonly path: string;
  readonly init: { readonly method: string; readonly headers: Record<string, string>; readonly body?: string };
}

/** Of each of these a body names one: the first, unless another is the slot that is attacked. */
const eitherOr: readonly (readonly string[])[] = [['callerIdId', 'callerIdPoolId']];

/**
 * Fills an operation: ids from `ids`, the rest from the schema; `attacked` is the slot that matters. Throws a sentence for what it cannot
 * fill.
 */
export function fill(
  operation: Operation,
  ids: Readonly<Partial<Record<string, string>>>,
  attacked?: string,
): FilledRequest {
  const valueOf = (name: string, schema: Schema): unknown => {
    if (isId(schema)) {
      const id = ids[name];
      if (id === undefined) throw cannotFill(operation, name, 'say in tests/isolation/world.ts whose id it is');
      return id;
    }
    return samples[name]?.() ?? sampleOf(operation, name, schema);
  };
  const wanted = operation.parameters.filter((parameter) => parameter.required === true || isId(parameter.schema));
  const inPlace = (place: Parameter['in']) => wanted.filter((parameter) => parameter.in === place);
  let path = operation.path;
  for (const { name, schema } of inPlace('path')) path = path.replace(`{${name}}`, String(valueOf(name, schema)));
  const query = new URLSearchParams(
    inPlace('query').map(({ name, schema }): [string, string] => [name, String(valueOf(name, schema))]),
  );
  const headers = Object.fromEntries(
    inPlace('header').map(({ name, schema }) => [name, String(valueOf(name, schema))]),
  );
  const { body } = operation;
  return {
    path: query.size === 0 ? path : `${path}?${query.toString()}`,
    init: {
      method: operation.method,
      headers: body === undefined ? headers : { ...headers, 'content-type': body.type },
      ...(body === undefined ? {} : { body: bodyOf(oneOfEach(body, attacked), valueOf) }),
    },
  };
}

function oneOfEach(body: NonNullable<Operation['body']>, attacked: string | undefined): NonNullable<Operation['body']> {
  const { properties } = body.schema;
  if (properties === undefined) return body;
  const left = eitherOr
    .filter((group) => group.every((name) => name in properties))
    .flatMap((group) => {
      const [first] = group;
      const kept = attacked !== undefined && group.includes(attacked) ? attacked : first;
      return group.filter((name) => name !== kept);
    });
  const kept = Object.entries(properties).filter(([name]) => !left.includes(name));
  return { ...body, schema: { ...body.schema, properties: Object.fromEntries(kept) } };
}

function bodyOf(
  { type, schema }: NonNullable<Operation['body']>,
  valueOf: (name: string, schema: Schema) => unknown,
): string {
  // A number of its own, so that what is answered of it is nobody else's.
  if (type !== 'application/json') return `137${String(randomInt(100_000_000)).padStart(8, '0')}\n`;
  return JSON.stringify(objectOf(schema, valueOf));
}

function objectOf(
  { properties = {}, required = [] }: Schema,
  valueOf: (name: string, schema: Schema) => unknown,
): object {
  // A body whose fields are all optional still has to change something; the revision that it is about is no change.
  const mayBeEmpty = required.every((name) => name === 'revision');
  const wanted = Object.entries(properties).filter(
    ([name, schema]) => isId(schema) || required.includes(name) || mayBeEmpty,
  );
  return Object.fromEntries(
    wanted.map(([name, schema]) => [
      name,
      schema.items === undefined
        ? valueOf(name, schema)
        : [schema.items.properties === undefined ? valueOf(name, schema.items) : objectOf(schema.items, valueOf)],
    ]),
  );
}

const formats: Readonly<Record<string, string>> = {
  email: 'somebody@mail.example',
  'date-time': '2026-01-31T08:00:00.000Z',
  date: '2026-01-31',
  uri: 'https://site.example/',
};

function sampleOf(operation: Operation, name: string, schema: Schema): unknown {
  const [type] = [schema.type ?? []].flat().filter((one) => one !== 'null');
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (type === 'integer' || type === 'number') return Math.max(schema.minimum ?? 0, 1);
  if (type === 'boolean') return false;
  if (type === 'object') {
    return objectOf(schema, (inner, its) => samples[inner]?.() ?? sampleOf(operation, inner, its));
  }
  if (type === 'string') {
    const text = formats[schema.format ?? ''] ?? 'sample'.padEnd(schema.minLength ?? 0, ' sample');
    if (schema.pattern === undefined || schema.format !== undefined || new RegExp(schema.pattern, 'u').test(text))
      return text;
  }
  throw cannotFill(operation, name, 'give tests/isolation/samples.ts a sample of it');
}

function cannotFill({ name: route }: Operation, field: string, hint: string): Error {
  return new Error(`the isolation walk cannot fill "${field}" of ${route}: ${hint}`);
}
