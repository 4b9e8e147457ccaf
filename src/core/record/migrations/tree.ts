/** A record of some version as a tree, arrays in their places. */
export type RecordTree = Record<string, unknown>;

export const isTree = (value: unknown): value is RecordTree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is no list stays as it is: the schema refuses it, and says where. */
export const each = (list: unknown, change: (item: RecordTree) => RecordTree): unknown =>
  Array.isArray(list) ? list.map((item: unknown) => (isTree(item) ? change(item) : item)) : list;

/** From one version to the next; changes nothing it is given. Sets the new version itself. */
export type Migration = (tree: RecordTree) => RecordTree;
