/** Other forms that the same public sets come in. */
import { describe, expect, it } from 'vitest';
import { planIngest, UNLABELLED } from '../plan';
import { fromBlob } from '../source';
import { mat } from '../testing/arrays';

async function read(paths: string[], texts: Record<string, string | Uint8Array<ArrayBuffer>>) {
  const plan = await planIngest([
    ...paths.map((path) => fromBlob(new Blob([path]), path)),
    ...Object.entries(texts).map(([path, text]) => fromBlob(new Blob([text]), path)),
  ]);
  const of = new Map(
    plan.entries.map(({ name, classIndex, split }) => [name, [classIndex === UNLABELLED ? null : plan.classes[classIndex]!.path, split]]),
  );
  return { plan, rows: paths.map((path) => of.get(path)) };
}

describe('Oxford Flowers-102', () => {
  const labels = mat({ labels: { numbers: [77, 77, 5, 102] } });
  const paths = [1, 2, 3, 4].map((n) => `f/jpg/image_0000${n}.jpg`);

  it('has labels by number and its split in setid.mat', async () => {
    const setid = mat({ trnid: { numbers: [1, 3] }, valid: { numbers: [2] }, tstid: { numbers: [4] } });
    const { plan, rows } = await read(paths, { 'f/imagelabels.mat': labels, 'f/setid.mat': setid });
    expect(rows).toEqual([
      ['77', 'train'],
      ['77', 'validation'],
      ['5', 'train'],
      ['102', 'test'],
    ]);
    expect(plan.notes).toContain('The layout is that of Oxford Flowers-102.');
    expect(plan.rejected).toEqual([]);
  });

  it('is read without setid.mat, unpacked, with the lists beside the pictures, and some of the pictures only', async () => {
    const plainMat = mat({ labels: { numbers: [77, 77, 5, 102] } }, { packed: false });
    const { rows } = await read(['102flowers/image_00002.jpg', '102flowers/image_00003.jpg'], { '102flowers/imagelabels.mat': plainMat });
    expect(rows).toEqual([
      ['77', undefined],
      ['5', undefined],
    ]);
  });
});

describe('other forms', () => {
  it('of Stanford Dogs: all lists, pictures in folders of both halves', async () => {
    const names = ['n02085620-Chihuahua/a.jpg', 'n02085620-Chihuahua/c.jpg', 'n02085782-Japanese_spaniel/b.jpg'];
    const list = (own: string[]) => mat({ file_list: own, labels: { numbers: own.map(() => 1) } });
    const { plan, rows } = await read(
      names.map((name) => `dogs/${name}`),
      { 'dogs/train_list.mat': list([names[0]!, names[2]!]), 'dogs/test_list.mat': list([names[1]!]), 'dogs/file_list.mat': list(names) },
    );
    expect(rows).toEqual([
      ['Chihuahua', 'train'],
      ['Chihuahua', 'test'],
      ['Japanese spaniel', 'train'],
    ]);
    expect(plan.rejected).toEqual([]);
  });

  it('of FGVC-Aircraft: variants alone', async () => {
    const { rows } = await read(['a/data/images/0034309.jpg', 'a/data/images/0034958.jpg', 'a/data/images/0037511.jpg'], {
      'a/data/images_variant_trainval.txt': '0034309 707-320\n0034958 A 340-300\n',
      'a/data/images_variant_test.txt': '0037511 A 340-300\n',
      'a/data/variants.txt': '707-320\nA 340-300\n',
    });
    expect(rows).toEqual([
      ['707-320', 'train'],
      ['A 340-300', 'train'],
      ['A 340-300', 'test'],
    ]);
  });

  it('of Oxford-IIIT Pet: one list with its comment', async () => {
    const { rows } = await read(['p/images/Abyssinian_1.jpg', 'p/images/Abyssinian_2.jpg', 'p/images/american_bulldog_9.jpg'], {
      'p/annotations/list.txt': '#Image CLASS-ID SPECIES BREED ID\nAbyssinian_1 1 1 1\nAbyssinian_2 1 1 1\namerican_bulldog_9 2 2 1\n',
    });
    expect(rows.map((row) => row?.[0])).toEqual(['Abyssinian', 'Abyssinian', 'american_bulldog']);
  });

  it('of iNaturalist: parts of a split around the species', async () => {
    const raven = '00001_Animalia_Chordata_Aves_Passeriformes_Corvidae_Corvus_corax';
    const { rows } = await read([`i/train_mini/${raven}/1.jpg`, `i/val/${raven}/2.jpg`], {});
    expect(rows.map((row) => row?.[0])).toEqual(Array(2).fill('Animalia/Chordata/Aves/Passeriformes/Corvidae/Corvus/Corvus corax'));
    expect(rows.map((row) => row?.[1])).toEqual(['train', 'validation']);
  });

  it('of Omniglot: folders within themselves, as archives unpack', async () => {
    const { rows } = await read(
      ['o/images_background/images_background/Greek/character01/1.png', 'o/images_evaluation/images_evaluation/Tengwar/character02/2.png'],
      {},
    );
    expect(rows).toEqual([
      ['Greek/character01', 'train'],
      ['Tengwar/character02', 'test'],
    ]);
  });

  it('of WebDataset: several tars, names with dots', async () => {
    const { rows } = await read(['w/a.tar/0.seg.jpg', 'w/b.tar/0.jpg'], { 'w/a.tar/0.cls': '3', 'w/b.tar/0.cls': '4' });
    expect(rows.map((row) => row?.[0])).toEqual(['3', '4']);
  });

  it('of GTSRB: a table with semicolons in each class’s folder', async () => {
    const head = 'Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId';
    const { rows } = await read(
      ['g/00000/00000_00000.png', 'g/00000/00000_00001.png', 'g/00001/00000_00000.png', 'g/00001/00000_00001.png'],
      {
        'g/00000/GT-00000.csv': `${head}\n00000_00000.png;29;30;5;6;24;25;0\n00000_00001.png;30;30;5;5;25;25;0\n`,
        'g/00001/GT-00001.csv': `${head}\n00000_00000.png;29;30;5;6;24;25;1\n00000_00001.png;30;30;5;5;25;25;1\n`,
      },
    );
    expect(rows.map((row) => Number(row?.[0]))).toEqual([0, 0, 1, 1]);
  });

  it('of ISIC: one-hot, and of Roboflow: _classes.csv in each part', async () => {
    const isic = await read(['i/ISIC_1.jpg', 'i/ISIC_2.jpg', 'i/ISIC_3.jpg'], {
      'i/GroundTruth.csv': 'image,MEL,NV,BCC\nISIC_1,1.0,0.0,0.0\nISIC_2,0.0,1.0,0.0\nISIC_3,0.0,1.0,0.0\n',
    });
    expect(isic.rows.map((row) => row?.[0])).toEqual(['MEL', 'NV', 'NV']);
    const roboflow = await read(['r/train/a_jpg.rf.1.jpg', 'r/train/b_jpg.rf.2.jpg', 'r/valid/c_jpg.rf.3.jpg'], {
      'r/train/_classes.csv': 'filename, cat, dog\na_jpg.rf.1.jpg, 1, 0\nb_jpg.rf.2.jpg, 0, 1\n',
      'r/valid/_classes.csv': 'filename, cat, dog\nc_jpg.rf.3.jpg, 0, 1\n',
    });
    expect(roboflow.rows).toEqual([
      ['cat', 'train'],
      ['dog', 'train'],
      ['dog', 'validation'],
    ]);
  });
});
