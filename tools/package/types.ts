/**
 * Writes `types/lab.d.ts`: everything that `window.lab` takes and gives, in one file that imports nothing. `npm run types`; a test holds the
 * file to the sources.
 *
 * Interfaces and plain types are taken over as they are written, with what is said of them. A type that is made by a schema, or out of a list
 * of values, is written out.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCE = `${ROOT}src/app/scripting/lab.ts`;
export const TYPES_FILE = `${ROOT}types/lab.d.ts`;

const HEAD = `/**
 * \`window.lab\` of Negative Space: the laboratory for consoles, notebooks and scripts. Made of the sources by \`npm run types\`.
 *
 *     import type { Lab } from 'negative-space/lab';
 */

`;

type Named = ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassDeclaration;
const isNamed = (node: ts.Node): node is Named =>
  ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isClassDeclaration(node);

const WRITTEN_OUT =
  ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;

/** The text of the declaration file. @throws Error where a name would stand for two things */
export async function labTypes(): Promise<string> {
  const read = ts.readConfigFile(`${ROOT}tsconfig.json`, (path) => readFileSync(path, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, ROOT);
  const program = ts.createProgram([SOURCE, `${ROOT}src/app/scripting/labTakeaway.ts`], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const written = new Map<string, { symbol: ts.Symbol; text: string }>();

  const isOurs = (node: ts.Node) => {
    const { fileName } = node.getSourceFile();
    return fileName.startsWith(`${ROOT}src/`);
  };

  /** The symbol behind an import. */
  const target = (symbol: ts.Symbol): ts.Symbol => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);

  const mentioned = (node: ts.Node, take: (symbol: ts.Symbol) => void): void => {
    const name = ts.isTypeReferenceNode(node) ? node.typeName : ts.isExpressionWithTypeArguments(node) ? node.expression : undefined;
    const symbol = name && checker.getSymbolAtLocation(name);
    if (symbol) take(target(symbol));
    ts.forEachChild(node, (child) => mentioned(child, take));
  };

  /** Whether what stands there can stand alone: it asks no value for its type, and no other package. */
  const standsAlone = (node: ts.Node): boolean => {
    if (ts.isTypeQueryNode(node) || ts.isImportTypeNode(node)) return false;
    if (ts.isTypeReferenceNode(node)) {
      const symbol = checker.getSymbolAtLocation(node.typeName);
      const [declaration] = (symbol && target(symbol).declarations) ?? [];
      if (declaration && !isOurs(declaration) && !program.isSourceFileDefaultLibrary(declaration.getSourceFile()))
        return /@webgpu/.test(declaration.getSourceFile().fileName);
    }
    return ts.forEachChild(node, (child) => (standsAlone(child) ? undefined : true)) !== true;
  };

  const comment = (node: ts.Node): string => {
    const text = node.getSourceFile().getFullText();
    const last = ts.getLeadingCommentRanges(text, node.getFullStart())?.findLast(({ pos }) => text.startsWith('/**', pos));
    return last && text.slice(last.end, node.getStart()).split('\n').length <= 2 ? `${text.slice(last.pos, last.end)}\n` : '';
  };

  const declared = (symbol: ts.Symbol) => checker.getDeclaredTypeOfSymbol(symbol);
  /** Two names for one thing, as where a schema says again what a type says. */
  const sameType = (a: ts.Symbol, b: ts.Symbol): boolean =>
    checker.isTypeAssignableTo(declared(a), declared(b)) && checker.isTypeAssignableTo(declared(b), declared(a));

  /** Types of ours that a text names. */
  const named = (text: string): ts.Symbol[] => {
    const file = ts.createSourceFile('written.ts', `type T = ${text}`, ts.ScriptTarget.Latest, true);
    const names = new Set<string>();
    const walk = (node: ts.Node): void => {
      if (ts.isTypeReferenceNode(node)) names.add(node.typeName.getText(file));
      ts.forEachChild(node, walk);
    };
    walk(file);
    return [...names].flatMap((name) => {
      const found = program
        .getSourceFiles()
        .flatMap((one) => (isOurs(one) ? one.statements.filter((node) => isNamed(node) && node.name?.text === name) : []));
      return found.flatMap((node) => checker.getSymbolAtLocation((node as Named).name!) ?? []);
    });
  };

  const add = (symbol: ts.Symbol): void => {
    const declaration = symbol.declarations?.find(isNamed);
    if (!declaration || !isOurs(declaration)) return;
    const name = symbol.name;
    const known = written.get(name);
    if (known?.symbol === symbol) return;
    if (known && sameType(known.symbol, symbol)) return;
    if (known) throw new Error(`Two types of window.lab are called ${name}: give one of them another name.`);
    const entry = { symbol, text: '' };
    written.set(name, entry);
    const parameters = declaration.typeParameters?.map((parameter) => parameter.getText()).join(', ');
    const head = `${comment(declaration)}export `;
    if (ts.isTypeAliasDeclaration(declaration) && !standsAlone(declaration.type)) {
      const out = checker.typeToString(declared(symbol), undefined, WRITTEN_OUT);
      entry.text = `${head}type ${name}${parameters ? `<${parameters}>` : ''} = ${out};`;
      named(out).forEach(add);
      return;
    }
    if (ts.isClassDeclaration(declaration)) throw new Error(`window.lab gives the class ${name}: give a plain type.`);
    const text = declaration.getText().replace(/^export\s+/, '');
    entry.text = `${head}${text}`;
    mentioned(declaration, add);
  };

  const source = program.getSourceFile(SOURCE)!;
  source.forEachChild((node) => {
    if (ts.isInterfaceDeclaration(node) && node.name.text === 'Lab') add(checker.getSymbolAtLocation(node.name)!);
  });
  const order = [...written.keys()].sort((a, b) => (a === 'Lab' ? -1 : b === 'Lab' ? 1 : a < b ? -1 : 1));
  const text = `${HEAD}${order.map((name) => written.get(name)!.text).join('\n\n')}\n\ndeclare global {\n  interface Window {\n    lab: Lab;\n  }\n}\n`;
  return format(text, { ...(await resolveConfig(TYPES_FILE)), filepath: TYPES_FILE });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(TYPES_FILE, await labTypes());
