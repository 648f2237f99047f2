import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';

/** One module that a source file names. */
export interface Import {
  specifier: string;
  line: number;
  /** Nothing of it is left when the types are gone. */
  typesOnly: boolean;
}

// Also finds the types `import('…').X`, which the parser's module record leaves out.
const dynamicImport = /\bimport\(\s*['"]([^'"]+)['"]/g;

/** Everything a TypeScript file imports or re-exports. Throws on a file that does not parse. */
export function readImports(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const { module, errors } = parseSync(file, text);
  if (errors[0] !== undefined) throw new Error(`${file}: ${errors[0].message}`);
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  const imports = module.staticImports.map((statement) => ({
    specifier: statement.moduleRequest.value,
    line: lineAt(statement.start),
    typesOnly: statement.entries.length > 0 && statement.entries.every((entry) => entry.isType),
  }));
  const exports = module.staticExports.flatMap((statement) =>
    statement.entries
      .filter((entry) => entry.moduleRequest !== null)
      .map((entry) => ({
        specifier: entry.moduleRequest?.value ?? '',
        line: lineAt(statement.start),
        typesOnly: entry.isType,
      })),
  );
  const dynamic = [...text.matchAll(dynamicImport)].map((match) => ({
    specifier: match[1] ?? '',
    line: lineAt(match.index),
    typesOnly: false,
  }));
  return [...imports, ...exports, ...dynamic];
}
