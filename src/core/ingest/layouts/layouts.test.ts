import { describe, expect, it } from 'vitest';
import { planIngest, UNLABELLED } from '../plan';
import { fromBlob } from '../source';
import { mat } from '../testing/arrays';
import { namesInYaml } from './yolo';

const image = new Blob(['x']);

async function read(paths: string[], texts: Record<string, string | Uint8Array<ArrayBuffer>>) {
  const plan = await planIngest([
    ...paths.map((path) => fromBlob(image, path)),
    ...Object.entries(texts).map(([path, text]) => fromBlob(new Blob([text]), path)),
  ]);
  const of = new Map(
    plan.entries.map(({ name, classIndex, split }) => [name, [classIndex === UNLABELLED ? null : plan.classes[classIndex]!.path, split]]),
  );
  return { plan, rows: paths.map((path) => of.get(path)), labels: paths.map((path) => of.get(path)?.[0]) };
}
const said = (plan: { notes: string[] }) => plan.notes.find((note) => note.startsWith('The layout'));

describe('COCO', () => {
  const set = (names: string[], more = {}) =>
    JSON.stringify({
      ...more,
      images: names.map((file_name, id) => ({ id, file_name })),
      annotations: [
        ...names.map((_, id) => ({ image_id: id, category_id: 7 + (id % 2), bbox: [0, 0, 5, 5] })),
        { image_id: 0, category_id: 8, bbox: [0, 0, 9, 9] },
      ],
      categories: [
        { id: 7, name: 'cat', supercategory: 'none' },
        { id: 8, name: 'dog', supercategory: 'none' },
      ],
    });

  it('is read with its largest objects, with or without info', async () => {
    for (const more of [{}, { info: { year: 2017 }, licenses: [] }]) {
      const { plan, labels } = await read(['s/img/0.jpg', 's/img/1.jpg', 's/img/2.jpg'], {
        's/annotations/a.json': set(['0.jpg', '1.jpg', '2.jpg'], more),
      });
      expect(labels).toEqual(['dog', 'dog', 'cat']);
      expect(said(plan)).toBe('The layout is that of COCO.');
      expect(plan.notes).toContain('1 image shows several objects: the largest is the label.');
      expect(plan).toMatchObject({ labelSource: 'layout', rejected: [] });
    }
  });

  it('has its parts of the split in files and folders of their names', async () => {
    const { rows } = await read(['s/train2017/0.jpg', 's/train2017/1.jpg', 's/val2017/0.jpg', 's/val2017/1.jpg'], {
      's/annotations/instances_train2017.json': set(['0.jpg', '1.jpg']),
      's/annotations/instances_val2017.json': set(['1.jpg', '0.jpg']),
    });
    expect(rows).toEqual([
      ['dog', 'train'],
      ['dog', 'train'],
      ['dog', 'validation'],
      ['dog', 'validation'],
    ]);
  });
});

describe('YOLO', () => {
  it('is read from texts beside images or parallel to them, named or numbered', async () => {
    const beside = await read(['s/a.jpg', 's/b.jpg'], {
      's/a.txt': '1 .5 .5 .2 .2\n0 .5 .5 .4 .4\n',
      's/b.txt': '1 .5 .5 .2 .2',
      's/classes.txt': 'cat\ndog\n',
    });
    expect(beside.labels).toEqual(['cat', 'dog']);
    const parallel = await read(['s/train/images/a.jpg', 's/valid/images/b.jpg'], {
      's/train/labels/a.txt': '1 0.5 0.5 0.2 0.2',
      's/valid/labels/b.txt': '0 0.1 0.1 0.2 0.2 0.3 0.3',
    });
    expect(parallel.rows).toEqual([
      ['class 1', 'train'],
      ['class 0', 'validation'],
    ]);
    expect(said(parallel.plan)).toBe('The layout is that of YOLO.');
  });

  it('has names in three forms', () => {
    const names = [...namesInYaml('names: [\'cat\', "dog"] # two\nnc: 2').values()];
    expect(names).toEqual(['cat', 'dog']);
    expect([...namesInYaml('nc: 2\nnames:\n- cat\n- dog\npath: x').values()]).toEqual(names);
    expect([...namesInYaml('names:\n  0: cat\n  1: dog\n')]).toEqual([
      [0, 'cat'],
      [1, 'dog'],
    ]);
  });
});

describe('Pascal VOC', () => {
  const xml = (name: string, ...objects: [string, number][]) =>
    `<annotation><filename>${name}</filename>${objects.map(([label, side]) => `<object><name>${label}</name><bndbox><xmin>0</xmin><ymin>0</ymin><xmax>${side}</xmax><ymax>${side}</ymax></bndbox></object>`).join('')}</annotation>`;

  it('is read from XML files, its split from lists', async () => {
    const { plan, rows } = await read(
      ['V/JPEGImages/1.jpg', 'V/JPEGImages/2.jpg', 'V/SegmentationClass/1.png', 'V/SegmentationClass/2.png'],
      {
        'V/Annotations/1.xml': xml('old.jpg', ['cat', 5], ['dog &amp; co', 9]),
        'V/Annotations/2.xml': xml('2.jpg', ['cat', 5]),
        'V/ImageSets/Main/train.txt': '1\n',
        'V/ImageSets/Main/val.txt': '2\n',
      },
    );
    expect(rows.slice(0, 2)).toEqual([
      ['dog & co', 'train'],
      ['cat', 'validation'],
    ]);
    expect(plan.rejected.map(({ name }) => name)).toEqual(['V/SegmentationClass/1.png', 'V/SegmentationClass/2.png']);
  });

  it('is read from lists by class', async () => {
    const { rows } = await read(['V/JPEGImages/a.jpg', 'V/JPEGImages/b.jpg', 'V/JPEGImages/c.jpg'], {
      'V/ImageSets/Main/cat_train.txt': 'a  1\nb -1\nc 1\n',
      'V/ImageSets/Main/dog_train.txt': 'a -1\nb  1\nc 1\n',
    });
    expect(rows).toEqual([
      ['cat', 'train'],
      ['dog', 'train'],
      [null, 'train'],
    ]);
  });
});

describe('fine-grained sets', () => {
  it('FGVC-Aircraft has levels', async () => {
    const { rows } = await read(['d/images/1.jpg', 'd/images/2.jpg'], {
      'd/images_manufacturer_trainval.txt': '1 McDonnell Douglas\n',
      'd/images_variant_train.txt': '1 F/A-18\n',
      'd/images_variant_test.txt': '2 707-320\n',
      'd/images_manufacturer_test.txt': '2 Boeing\n',
    });
    expect(rows).toEqual([
      ['McDonnell Douglas/F-A-18', 'train'],
      ['Boeing/707-320', 'test'],
    ]);
  });

  it('Oxford-IIIT Pet has breeds in its names, and its split in lists', async () => {
    const { plan, rows } = await read(['p/images/great_pyrenees_1.jpg', 'p/images/great_pyrenees_2.jpg', 'p/images/Bengal_1.jpg'], {
      'p/annotations/trainval.txt': 'great_pyrenees_1 1 2 1\nBengal_1 2 1 1\n',
      'p/annotations/test.txt': 'great_pyrenees_2 1 2 1\n',
    });
    expect(rows).toEqual([
      ['great_pyrenees', 'train'],
      ['great_pyrenees', 'test'],
      ['Bengal', 'train'],
    ]);
    expect(said(plan)).toBe('The layout is that of Oxford-IIIT Pet.');
  });

  it('Flowers-102 and Stanford Dogs have lists of MATLAB', async () => {
    const dogs = ['n02085620-Chihuahua/a.jpg', 'n02085782-Japanese_spaniel/b.jpg'];
    const list = (names: string[]) => mat({ file_list: names });
    const { rows } = await read(
      dogs.map((path) => `d/Images/${path}`),
      { 'd/lists/train_list.mat': list([dogs[0]!]), 'd/lists/test_list.mat': list([dogs[1]!]) },
    );
    expect(rows).toEqual([
      ['Chihuahua', 'train'],
      ['Japanese spaniel', 'test'],
    ]);
  });
});

describe('hierarchies and samples', () => {
  it('iNaturalist has seven levels, Omniglot alphabets, WebDataset samples', async () => {
    const species = ['00001_Animalia_Chordata_Aves_Passeriformes_Corvidae_Corvus_corax', '00002_Plantae_T_M_Rosales_Rosaceae_Rosa_canina'];
    expect(
      (
        await read(
          species.map((folder) => `i/${folder}/1.jpg`),
          {},
        )
      ).labels,
    ).toEqual(['Animalia/Chordata/Aves/Passeriformes/Corvidae/Corvus/Corvus corax', 'Plantae/T/M/Rosales/Rosaceae/Rosa/Rosa canina']);
    expect((await read(['o/images_background/Greek/character01/1.png', 'o/images_evaluation/Tengwar/character02/2.png'], {})).rows).toEqual(
      [
        ['Greek/character01', 'train'],
        ['Tengwar/character02', 'test'],
      ],
    );
    const samples = ['w.tar/000.jpg', 'w.tar/001.jpg'];
    expect((await read(samples, { 'w.tar/000.cls': '3', 'w.tar/001.cls': '5\n' })).labels).toEqual(['3', '5']);
    expect((await read(samples, { 'w.tar/000.cls': '3', 'w.tar/000.json': '{"class_name": "owl"}', 'w.tar/001.cls': '5' })).labels).toEqual(
      ['owl', '5'],
    );
  });
});

describe('tables of public sets', () => {
  it('HAM10000 and GTSRB need no question', async () => {
    const ham = ['nv', 'mel', 'nv', 'bkl', 'mel', 'nv'];
    const { labels } = await read(
      ham.map((_, i) => `h/part_${1 + (i % 2)}/ISIC_${i}.jpg`),
      {
        'h/HAM10000_metadata.csv': `lesion_id,image_id,dx,dx_type,age,sex,localization\n${ham.map((dx, i) => `HAM_${i >> 1},ISIC_${i},${dx},histo,${i % 2 ? '80.0' : ''},male,scalp`).join('\n')}\n`,
      },
    );
    expect(labels).toEqual(ham);
    const { plan, rows } = await read(
      ['g/Train/0/a.png', 'g/Train/1/b.png', 'g/Test/0.png', 'g/Test/1.png', 'g/Test/2.png', 'g/Meta/0.png', 'g/Meta/1.png'],
      {
        'g/Train.csv': 'Width,Height,ClassId,Path\n27,26,0,Train/0/a.png\n28,26,1,Train/1/b.png\n',
        'g/Test.csv': 'Width,Height,ClassId,Path\n53,54,1,Test/0.png\n42,45,0,Test/1.png\n42,45,0,Test/2.png\n',
        'g/Meta.csv': 'Path,ClassId,ShapeId\nMeta/0.png,0,1\nMeta/1.png,1,1\n',
      },
    );
    expect(plan.question).toBeUndefined();
    expect(rows).toEqual([
      ['0', 'train'],
      ['1', 'train'],
      ['1', 'test'],
      ['0', 'test'],
      ['0', 'test'],
      [null, undefined],
      [null, undefined],
    ]);
  });
});

describe('masks', () => {
  it.each([
    ['in a parallel folder', ['s/images/1.png', 's/images/2.png'], ['s/masks/1.png', 's/masks/2.png']],
    ['by their suffix', ['s/cat/1.png', 's/dog/2.png'], ['s/cat/1_mask.png', 's/dog/2_mask.png']],
    ['in folders of parts of the split', ['s/train/a1.jpg', 's/train/a2.jpg'], ['s/train_masks/a1_mask.gif', 's/train_masks/a2_mask.gif']],
  ])('are set aside: %s', async (_, pictures, masks) => {
    const { plan } = await read([...pictures, ...masks], {});
    expect(plan.entries.map(({ name }) => name)).toEqual(pictures);
    expect(plan.rejected.map(({ name }) => name)).toEqual(masks);
    expect(plan.notes).toContain('2 masks beside the pictures were set aside.');
  });

  it.each([[['s/with_mask/1.png', 's/without_mask/1.png']], [['s/mask/1.png', 's/no_mask/1.png']], [['s/labels/1.png', 's/stamps/1.png']]])(
    'are no classes of that name (%#)',
    async (paths) => {
      expect((await read(paths, {})).plan.entries).toHaveLength(2);
    },
  );
});
