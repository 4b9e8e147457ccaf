/** The hierarchy of the classes that are shown, as the scatter plots draw it. */
import { PRESENCE, groupClasses, readable, type TreeNode } from '../../plots';
import { beginnings } from './colouring';

type Growing = Omit<TreeNode, 'members'> & { members: number[] };

/**
 * A node for every class that has images shown, and for every group above one; the root stands first, and each node behind the one
 * above it. Colours are those of the outermost groups.
 * @param labels class of each point
 * @param presence codes of PRESENCE of each point; undefined = all are shown
 */
export function classTree(
  classes: readonly { path: string; name: string }[],
  labels: ArrayLike<number>,
  presence?: ArrayLike<number>,
): TreeNode[] {
  const { groups, groupOf } = groupClasses(classes);
  const nodes: Growing[] = [{ name: 'all', colour: '', parent: -1, level: 0, leaf: false, members: [] }];
  const places = new Map<string, number>();
  const chains = new Map<number, number[]>();

  /** Nodes from the root down to a class. */
  const chainOf = (label: number): number[] => {
    const cached = chains.get(label);
    if (cached) return cached;
    const { path, name } = classes[label]!;
    const colour = groups[groupOf[label]!]!.colour;
    const keys = beginnings(path);
    const chain = [0];
    keys.forEach((key, depth) => {
      const leaf = depth === keys.length - 1;
      // A class may bear the name of a group.
      const id = leaf ? `${key}/` : key;
      let place = places.get(id);
      if (place === undefined) {
        places.set(id, (place = nodes.length));
        const words = leaf ? name : readable(key.split('/').at(-1) ?? key);
        nodes.push({ name: words, colour, parent: chain.at(-1)!, level: depth + 1, leaf, members: [] });
      }
      chain.push(place);
    });
    chains.set(label, chain);
    return chain;
  };

  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!classes[label] || (presence && presence[i] !== PRESENCE.full)) continue;
    for (const place of chainOf(label)) nodes[place]!.members.push(i);
  }
  return nodes[0]!.members.length > 0 ? nodes : [];
}
