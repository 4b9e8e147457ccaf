import { describe, expect, it } from 'vitest';
import { decodeAs, guessEncoding, type Encoding } from './encoding';

/** Names of folders, and the bytes that old archivers wrote for them. */
const NAMES: [Encoding, string[], number[][]][] = [
  [
    'shift_jis',
    ['猫', '犬', '表紙', '写真/風景', 'ソース', '能登半島', '予定表', 'りんご', 'カメラ'],
    [
      [148, 76],
      [140, 162],
      [149, 92, 142, 134],
      [142, 202, 144, 94, 47, 149, 151, 140, 105],
      [131, 92, 129, 91, 131, 88],
      [148, 92, 147, 111, 148, 188, 147, 135],
      [151, 92, 146, 232, 149, 92],
      [130, 232, 130, 241, 130, 178],
      [131, 74, 131, 129, 131, 137],
    ],
  ],
  [
    'gbk',
    ['猫', '狗', '训练集', '照片/风景', '动物图片', '苹果', '飞机'],
    [
      [195, 168],
      [185, 183],
      [209, 181, 193, 183, 188, 175],
      [213, 213, 198, 172, 47, 183, 231, 190, 176],
      [182, 175, 206, 239, 205, 188, 198, 172],
      [198, 187, 185, 251],
      [183, 201, 187, 250],
    ],
  ],
  [
    'big5',
    ['貓', '狗', '訓練集', '照片/風景', '動物圖片', '蘋果', '功能'],
    [
      [191, 223],
      [170, 175],
      [176, 86, 189, 109, 182, 176],
      [183, 211, 164, 249, 47, 173, 183, 180, 186],
      [176, 202, 170, 171, 185, 207, 164, 249],
      [196, 171, 170, 71],
      [165, 92, 175, 224],
    ],
  ],
  [
    'euc-kr',
    ['고양이', '강아지', '사진/풍경', '동물 그림', '사과', '비행기'],
    [
      [176, 237, 190, 231, 192, 204],
      [176, 173, 190, 198, 193, 246],
      [187, 231, 193, 248, 47, 199, 179, 176, 230],
      [181, 191, 185, 176, 32, 177, 215, 184, 178],
      [187, 231, 176, 250],
      [186, 241, 199, 224, 177, 226],
    ],
  ],
  [
    'cp437',
    ['café', 'Äpfel', 'Straße', 'niño', 'crème brûlée'],
    [
      [99, 97, 102, 130],
      [142, 112, 102, 101, 108],
      [83, 116, 114, 97, 225, 101],
      [110, 105, 164, 111],
      [99, 114, 138, 109, 101, 32, 98, 114, 150, 108, 130, 101],
    ],
  ],
  [
    'windows-1251',
    ['кошка', 'собака', 'Яблоко', 'фото/лес'],
    [
      [234, 238, 248, 234, 224],
      [241, 238, 225, 224, 234, 224],
      [223, 225, 235, 238, 234, 238],
      [244, 238, 242, 238, 47, 235, 229, 241],
    ],
  ],
];

const ARCHIVES: Encoding[] = ['shift_jis', 'gbk', 'big5', 'euc-kr', 'cp437', 'windows-1252', 'windows-1251'];

describe('the encoding of names', () => {
  it.each(NAMES)('is known by what makes words: %s', (encoding, names, bytes) => {
    const together = Uint8Array.from(bytes.flatMap((name) => [...name, 10]));
    expect(guessEncoding(together, ARCHIVES)).toBe(encoding);
    expect(bytes.map((name) => decodeAs(Uint8Array.from(name), encoding))).toEqual(names);
    // Each half of them, too.
    for (const part of [0, 1]) {
      const some = bytes.filter((_, i) => i % 2 === part).flatMap((name) => [...name, 10]);
      expect(guessEncoding(Uint8Array.from(some), ARCHIVES)).toBe(encoding);
    }
  });

  it('is UTF-8 where that is what they are', () => {
    expect(guessEncoding(new TextEncoder().encode('猫\ncafé\n'))).toBe('utf-8');
  });

  it('of a table is Western where words have single letters with marks', () => {
    const bytes = Uint8Array.from([...'file,label\na.jpg,caf\u00e9\nb.jpg,na\u00efve\nc.jpg,\u00c4pfel\n'].map((c) => c.charCodeAt(0)));
    expect(guessEncoding(bytes, ['windows-1252', 'shift_jis', 'gbk', 'big5', 'euc-kr'])).toBe('windows-1252');
  });
});
