// Requests for every route of the OpenAPI document, made from the document alone.
import { randomUUID } from 'node:crypto';

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
  readonly minLength?: number;
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
  readonly access: string;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly type: string; readonly schema: Schema } | undefined;
  readonly name: string;
}

interface OpenApiOperation {
  readonly 'x-yunhu-access': string;
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
        access: operation['x-yunhu-access'],
        parameters: operation.parameters ?? [],
        body: content === undefined ? undefined : { type: content[0], schema: resolve(document, content[1].schema) },
        name: `${method.toUpperCase()} ${path}`,
      };
    }),
  );
}

function resolve(document: OpenApiDocument, schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (document.components?.schemas?.[name] ?? schema);
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

/** What stands where a value cannot be made from its schema alone. */
const samples: Readonly<Record<string, () => unknown>> = {
  loginName: () => `user${randomUUID().slice(0, 8)}`,
  password: () => 'a long password',
  amount: () => '0.000001',
  month: () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7),
  prefix: () => '86',
  columns: () => ({ prefix: 0, pricePerBlock: 2 }),
  transferApprovalLimit: () => '1000',
  lowBalanceInfo: () => '3',
  lowBalanceWarning: () => '2',
  lowBalanceCritical: () => '1',
  prefixes: () => '86',
  percent: () => '15',
  number: () => '13800138000',
  pricePerBlock: () => '0.1',
  timeZone: () => 'Asia/Shanghai',
  'idempotency-key': () => randomUUID(),
  maxCalls: () => 10,
  maxCallsPerSecond: () => 5,
  dailySpend: () => '100',
  international: () => false,
  premium: () => false,
  allowedPrefixes: () => '86',
  blockedPrefixes: () => '8610',
  homeCountry: () => 'CN',
};

export interface FilledRequest {
  readonly path: string;
  readonly init: { readonly method: string; readonly headers: Record<string, string>; readonly body?: string };
}

/** Fills an operation: ids from `ids`, the rest from the schema. Throws a sentence for what it cannot fill. */
export function fill(operation: Operation, ids: Readonly<Partial<Record<string, string>>>): FilledRequest {
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
      ...(body === undefined ? {} : { body: bodyOf(body, valueOf) }),
    },
  };
}

function bodyOf(
  { type, schema }: NonNullable<Operation['body']>,
  valueOf: (name: string, schema: Schema) => unknown,
): string {
  if (type !== 'application/json') return '13900000001\n';
  return JSON.stringify(objectOf(schema, valueOf));
}

function objectOf(
  { properties = {}, required = [] }: Schema,
  valueOf: (name: string, schema: Schema) => unknown,
): object {
  // A body whose fields are all optional still has to change something.
  const wanted = Object.entries(properties).filter(
    ([name, schema]) => isId(schema) || required.includes(name) || required.length === 0,
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

function sampleOf(operation: Operation, name: string, schema: Schema): unknown {
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(schema.minimum ?? 0, 1);
  if (schema.type === 'boolean') return false;
  if (schema.type === 'string' && (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test('sample')))
    return 'sample';
  throw cannotFill(operation, name, 'give tests/isolation/requests.ts a sample of it');
}

function cannotFill({ name: route }: Operation, field: string, hint: string): Error {
  return new Error(`the isolation walk cannot fill "${field}" of ${route}: ${hint}`);
}
