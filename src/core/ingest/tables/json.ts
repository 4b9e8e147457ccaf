/** Tables as JSON: records, pairs, lists by label, one record a line. */
import { messageOf } from '../../errors';
import { showName } from '../names';
import type { Table } from './separated';

type Parsed = { data: unknown } | { reason: string };

/** One JSON object a line (`.jsonl`, `.ndjson`). @returns the table, or why it is none */
export function parseJsonLines(text: string): Table | { reason: string } {
  const records: unknown[] = [];
  for (const line of text.split(/\r\n|\n|\r/u)) {
    if (line.trim() === '') continue;
    const parsed = parse(line);
    if ('reason' in parsed) return parsed;
    records.push(parsed.data);
  }
  return tableOf(records) ?? NO_TABLE;
}

/** @returns the table, or why it is none; text of several objects, one a line, is read as such */
export function parseJsonTable(text: string): Table | { reason: string } {
  const parsed = parse(text);
  if ('reason' in parsed) {
    const lines = /^\s{0,100}\{[^\n]*\}\s{0,100}\n\s{0,100}\{/u.test(text.slice(0, 20_000)) ? parseJsonLines(text) : parsed;
    return 'reason' in lines ? parsed : lines;
  }
  return jsonTable(parsed.data);
}

/** The table in a value that has been parsed. */
export function jsonTable(data: unknown): Table | { reason: string } {
  const direct = tableOf(data);
  if (direct) return direct;
  const inner = isRecord(data) ? Object.values(data).map(tableOf) : [];
  return inner.find((table) => table !== null) ?? NO_TABLE;
}

const NO_TABLE = { reason: 'it is no table of files and labels; a list of {"file": …, "label": …} is read, or {"file": "label"}' };

function parse(text: string): Parsed {
  try {
    return { data: JSON.parse(text) as unknown };
  } catch (error) {
    return { reason: `it is not valid JSON (${showName(messageOf(error), 100)}); check it with an editor` };
  }
}

function tableOf(data: unknown): Table | null {
  if (Array.isArray(data)) return data.length > 0 ? listTable(data) : null;
  if (!isRecord(data)) return null;
  const entries = Object.entries(data);
  if (entries.length === 0) return null;
  if (entries.every(([, value]) => isText(value)))
    return { headings: ['file', 'label'], rows: entries.map(([file, label]) => [file, String(label)]) };
  if (entries.every(([, value]) => Array.isArray(value) && value.every(isText)))
    return {
      headings: ['label', 'file'],
      rows: entries.flatMap(([label, files]) => (files as unknown[]).map((file) => [label, String(file)])),
    };
  if (entries.every(([, value]) => isRecord(value)) && entries.some(([, value]) => Object.values(value as object).some(isText)))
    return recordsTable(entries.map(([file, value]) => ({ file, ...(value as Record<string, unknown>) })));
  return null;
}

function listTable(items: readonly unknown[]): Table | null {
  const pairs = items.filter((item) => Array.isArray(item) && item.length >= 2 && item.every(isText)) as unknown[][];
  if (pairs.length > 0) return { headings: null, rows: pairs.map((pair) => pair.map(String)) };
  const records = items.filter(isRecord);
  const table = recordsTable(records);
  return table.headings!.length >= 2 ? table : null;
}

function recordsTable(records: readonly Record<string, unknown>[]): Table {
  const headings = new Set<string>();
  for (const record of records) for (const [key, value] of Object.entries(record)) if (cellOf(value) !== null) headings.add(key);
  const keys = [...headings];
  return { headings: keys, rows: records.map((record) => keys.map((key) => cellOf(record[key]) ?? '')) };
}

/** Lists of a single text count as that text. */
function cellOf(value: unknown): string | null {
  if (isText(value)) return String(value);
  return Array.isArray(value) && value.length === 1 && isText(value[0]) ? String(value[0]) : null;
}

const isText = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
