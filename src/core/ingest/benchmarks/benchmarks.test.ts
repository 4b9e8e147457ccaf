import { describe, expect, it } from 'vitest';
import { planIngest, type IngestPlan } from '../plan';
import { fromBlob } from '../source';
import { mat } from '../testing/arrays';
import { bytesOf } from '../testing/images';
import { growth } from '../../testing/growth';

const image = new Blob([bytesOf(1)]);
const images = (paths: string[]) => paths.map((path) => fromBlob(image, path));
const list = (path: string, content: string | Uint8Array<ArrayBuffer>) => fromBlob(new Blob([content]), path);
const rows = ({ entries, classes }: IngestPlan) =>
  entries.map(({ name, classIndex, split }) => [name.split('/').at(-1), classes[classIndex]?.path, split]);

describe('CUB-200-2011', () => {
  const folders = ['001.Black_footed_Albatross', '100.Brown_Pelican', '101.White_Pelican', '200.Common_Yellowthroat'];
  const own = folders.map((folder, i) => `CUB_200_2011/images/${folder}/b_${i}.jpg`);

  it('is recognised by its lists', async () => {
    const plan = await planIngest([
      ...images([...own, 'CUB_200_2011/segmentation.png']),
      list('CUB_200_2011/images.txt', [...folders, 'x'].map((folder, i) => `${i + 1} ${folder}/b_${i}.jpg`).join('\n')),
      list('CUB_200_2011/image_class_labels.txt', '1 1\n2 100\n3 101\n4 200\n5 200\n'),
      list('CUB_200_2011/classes.txt', folders.map((folder) => `${Number(folder.slice(0, 3))} ${folder}`).join('\n')),
      list('CUB_200_2011/attributes/attributes.txt', '1 has_bill_shape::curved'),
    ]);
    expect(plan.protocol!.name).toBe('CUB-200-2011');
    expect(plan.labelSource).toBe('benchmark');
    expect(plan.notes[0]).toMatch(/first 100 classes .* train, the other 100/);
    expect(plan.notes).toContain('1 image that the lists of CUB-200-2011 name is not here.');
    expect(rows(plan)).toEqual([
      ['b_0.jpg', '001.Black_footed_Albatross', 'train'],
      ['b_1.jpg', '100.Brown_Pelican', 'train'],
      ['b_2.jpg', '101.White_Pelican', 'test'],
      ['b_3.jpg', '200.Common_Yellowthroat', 'test'],
      ['segmentation.png', undefined, undefined],
    ]);
    expect(plan.classes[0]!.name).toBe('Black footed Albatross');
    expect(plan).toMatchObject({ rejected: [], ignored: 4 });
  });

  it('is recognised by its folders alone', async () => {
    const plan = await planIngest(images(own.map((path) => path.replace('CUB_200_2011/', ''))));
    expect(plan.protocol!.name).toBe('CUB-200-2011');
    expect(plan.entries.map(({ split }) => split)).toEqual(['train', 'train', 'test', 'test']);
    expect(plan.labelSources).toEqual(['benchmark', 'folders', 'none']);
    const byFolders = await planIngest(
      plan.entries.flatMap(({ source }) => ('file' in source ? [source.file] : [])),
      { labels: 'folders' },
    );
    expect(byFolders).toMatchObject({ labelSource: 'folders', labelSources: ['benchmark', 'folders', 'none'] });
    expect(byFolders.protocol).toBeUndefined();
  });

  it('is not seen in other numbered folders', async () => {
    expect((await planIngest(images(['001.Alpha/1.jpg', '150.Beta/1.jpg']))).protocol).toBeUndefined();
    expect((await planIngest(images(['001.ak47/1.jpg', '150.swan_finch/1.jpg']))).protocol).toBeUndefined();
  });

  it('falls back to folders when its lists are damaged, and says which', async () => {
    const plan = await planIngest([
      ...images(['d/a/1.jpg', 'd/b/2.jpg']),
      list('d/images.txt', '1 a/1.jpg\n'),
      list('d/image_class_labels.txt', '2 1\n'),
      list('d/classes.txt', '1 a\n'),
    ]);
    expect(plan.labelSource).not.toBe('benchmark');
    expect(plan.rejected).toContainEqual({
      name: 'd/image_class_labels.txt',
      reason: expect.stringMatching(/class image 1 has/) as string,
    });
  });
});

describe('Cars-196', () => {
  const names = Array.from({ length: 196 }, (_, i) => (i === 0 ? 'Ram C/V Cargo Van Minivan 2012' : `Car ${i + 1}`));

  it('is recognised by cars_annos.mat', async () => {
    const records = [1, 98, 99, 196].map((number, i) => ({
      relative_im_path: `car_ims/00000${i}.jpg`,
      bbox_x1: 3,
      class: number,
      test: i % 2,
    }));
    const plan = await planIngest([
      ...images(records.map(({ relative_im_path: path }) => `cars/${path}`)),
      list('cars/cars_annos.mat', mat({ annotations: { records }, class_names: names })),
    ]);
    expect(plan.protocol!.name).toBe('Cars-196');
    expect(rows(plan)).toEqual([
      ['000000.jpg', 'Ram C-V Cargo Van Minivan 2012', 'train'],
      ['000001.jpg', 'Car 98', 'train'],
      ['000002.jpg', 'Car 99', 'test'],
      ['000003.jpg', 'Car 196', 'test'],
    ]);
  });

  it('is recognised by the development kit', async () => {
    const part = (number: number) => ({ annotations: { records: [{ class: number, fname: '00001.jpg' }] } });
    const plan = await planIngest([
      ...images(['c/cars_train/00001.jpg', 'c/cars_test/00001.jpg']),
      list('c/devkit/cars_train_annos.mat', mat(part(5))),
      list('c/devkit/cars_test_annos_withlabels.mat', mat(part(150))),
      list('c/devkit/cars_meta.mat', mat({ class_names: names })),
    ]);
    expect(rows(plan)).toEqual([
      ['00001.jpg', 'Car 150', 'test'],
      ['00001.jpg', 'Car 5', 'train'],
    ]);
  });

  it('is recognised by class folders, whatever halves they are in', async () => {
    const folders = ['AM General Hummer SUV 2000', 'FIAT 500 Abarth 2012', 'FIAT 500 Convertible 2012', 'smart fortwo Convertible 2012'];
    const plan = await planIngest(images(folders.map((folder, i) => `car_data/${i % 2 ? 'train' : 'test'}/${folder}/1.jpg`)));
    expect(plan.protocol!.name).toBe('Cars-196');
    expect(plan.entries.map(({ classIndex, split }) => [plan.classes[classIndex]!.path, split]).sort()).toEqual(
      folders.map((folder, i) => [folder, i < 2 ? 'train' : 'test']),
    );
  });
});

describe('Stanford Online Products', () => {
  it('is recognised by its lists, super-classes being the hierarchy', async () => {
    const head = 'image_id class_id super_class_id path\n';
    const plan = await planIngest([
      ...images(['S/bicycle_final/111_0.JPG', 'S/bicycle_final/111_1.JPG', 'S/lamp_final/222_0.JPG']),
      list('S/Ebay_train.txt', `${head}1 1 1 bicycle_final/111_0.JPG\n2 1 1 bicycle_final/111_1.JPG\n`),
      list('S/Ebay_test.txt', `${head}3 11319 7 lamp_final/222_0.JPG\n`),
      list('S/Ebay_info.txt', head),
    ]);
    expect(plan.protocol!.name).toBe('Stanford Online Products');
    expect(rows(plan)).toEqual([
      ['111_0.JPG', 'bicycle/1', 'train'],
      ['111_1.JPG', 'bicycle/1', 'train'],
      ['222_0.JPG', 'lamp/11319', 'test'],
    ]);
    expect(plan.classes[1]!.name).toBe('lamp 11319');
  });

  it('is recognised in an archive’s folder, with other line ends, images that are not here, and paths without super-class', async () => {
    const plan = await planIngest([
      ...images(['SOP.zip/Stanford_Online_Products/chair_final/9_0.JPG', 'SOP.zip/Stanford_Online_Products/7_0.JPG']),
      list(
        'SOP.zip/Stanford_Online_Products/Ebay_train.txt',
        'image_id class_id super_class_id path\r\n1 5 2 chair_final/9_0.JPG\r\n2 5 2 chair_final/9_1.JPG\r\n',
      ),
      list('SOP.zip/Stanford_Online_Products/Ebay_test.txt', '3 11320 12 7_0.JPG\r\n'),
    ]);
    expect(plan.protocol!.name).toBe('Stanford Online Products');
    expect(rows(plan)).toEqual([
      ['7_0.JPG', '12/11320', 'test'],
      ['9_0.JPG', 'chair/5', 'train'],
    ]);
    expect(plan.notes.join(' ')).toMatch(/1 image that the lists of Stanford Online Products name/);
  });

  it('is not one of its lists alone, and a damaged line is named', async () => {
    const files = [
      ...images(['S/a/1.JPG', 'S/b/2.JPG']),
      list('S/Ebay_train.txt', 'image_id class_id super_class_id path\n1 1 1 a/1.JPG\n'),
    ];
    expect((await planIngest(files)).protocol).toBeUndefined();
    const damaged = await planIngest([...files, list('S/Ebay_test.txt', '3 11319\n')]);
    expect(damaged.protocol).toBeUndefined();
    expect(JSON.stringify(damaged.rejected)).toContain('line 1 is not “image_id class_id super_class_id path”');
  });
});

describe('In-Shop', () => {
  it('is recognised by its partition: train, query and gallery', async () => {
    const lines = [
      'img/WOMEN/Dresses/id_00000002/02_1_front.jpg                 id_00000002 train',
      'img/WOMEN/Dresses/id_00000007/02_1_front.jpg                 id_00000007 query',
      'img/WOMEN/Dresses/id_00000007/02_2_side.jpg                  id_00000007 gallery',
      'img/MEN/Denim/id_00000080/01_1_front.jpg                     id_00000080 gallery',
    ];
    const plan = await planIngest([
      ...images(lines.map((line) => `In-shop/Img/${line.split(' ')[0]!}`)),
      list('In-shop/Eval/list_eval_partition.txt', `52712\nimage_name item_id evaluation_status\n${lines.join('\n')}\n`),
    ]);
    expect(plan.protocol!.name).toBe('In-Shop Clothes Retrieval');
    expect(plan.entries.map(({ classIndex, split }) => [plan.classes[classIndex]!.path, split])).toEqual([
      ['MEN/Denim/id_00000080', 'gallery'],
      ['WOMEN/Dresses/id_00000002', 'train'],
      ['WOMEN/Dresses/id_00000007', 'query'],
      ['WOMEN/Dresses/id_00000007', 'gallery'],
    ]);
  });

  it('is recognised without its folder “img”, and another list of this name is not it', async () => {
    const lines = [
      'MEN/Denim/id_00000001/01_1_front.jpg id_00000001 train',
      'MEN/Denim/id_00000003/01_1_front.jpg id_00000003 query',
      'MEN/Denim/id_00000003/01_7_add.jpg id_00000003 gallery',
    ];
    const files = images(lines.map((line) => `shop/${line.split(' ')[0]!}`));
    const plan = await planIngest([
      ...files,
      list('shop/list_eval_partition.txt', `image_name item_id evaluation_status\r\n${lines.join('\r\n')}\r\n`),
    ]);
    expect(plan.protocol!.name).toBe('In-Shop Clothes Retrieval');
    expect(plan.entries.map(({ classIndex, split }) => [plan.classes[classIndex]!.path, split])).toEqual([
      ['MEN/Denim/id_00000001', 'train'],
      ['MEN/Denim/id_00000003', 'query'],
      ['MEN/Denim/id_00000003', 'gallery'],
    ]);
    const other = await planIngest([
      ...files,
      list(
        'shop/list_eval_partition.txt',
        `3\nimage_name evaluation_status\n${lines.map((line) => line.replace(/ id_\d+/u, '')).join('\n')}`,
      ),
    ]);
    expect(other.protocol).toBeUndefined();
  });

  it('finds thousands of files of one name in work that grows with their number, not with its square', async () => {
    const planned = (count: number) => {
      const paths = Array.from({ length: count }, (_, i) => `img/MEN/Denim/id_${i}/01_1_front.jpg`);
      const lines = paths.map((path, i) => `${path} id_${i} ${i < count / 2 ? 'train' : i % 2 ? 'query' : 'gallery'}`);
      const missing = Array.from({ length: count / 4 }, (_, i) => `img/MEN/Denim/no_${i}/01_1_front.jpg no_${i} train`);
      return planIngest([
        ...images(paths.map((path) => `x/${path}`)),
        list('x/eval/list_eval_partition.txt', `9\nimage_name item_id evaluation_status\n${[...lines, ...missing].join('\n')}`),
      ]);
    };
    let plan = await planned(2500);
    // Eight times as many; with the square it would be 64 times the work.
    expect(await growth(async (count) => (plan = await planned(count)), 2500, 8)).toBeLessThan(24);
    expect(plan.classes).toHaveLength(20_000);
    expect(plan.notes).toContain('5,000 images that the lists of In-Shop Clothes Retrieval name are not here.');
  });
});
