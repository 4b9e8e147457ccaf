/** A record of some version as a tree, arrays in their places. */
export type RecordTree = Record<string, unknown>;

/** From one version to the next; changes nothing it is given. Sets the new version itself. */
export type Migration = (tree: RecordTree) => RecordTree;
