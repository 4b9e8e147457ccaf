/**
 * Text of unknown encoding: the one by which its bytes make words. Names in old archives and tables of old spreadsheets say nothing of theirs.
 */
import { decodeCp437 } from './archives/cp437';

/** Encodings by the names that options have. */
export const ENCODINGS = ['utf-8', 'shift_jis', 'gbk', 'big5', 'euc-kr', 'windows-1252', 'windows-1251', 'cp437'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** For people. */
export const ENCODING_NAMES: Record<Encoding, string> = {
  'utf-8': 'Unicode (UTF-8)',
  shift_jis: 'Japanese (Shift-JIS)',
  gbk: 'Chinese, simplified (GBK)',
  big5: 'Chinese, traditional (Big5)',
  'euc-kr': 'Korean (EUC-KR)',
  'windows-1252': 'Western (Windows-1252)',
  'windows-1251': 'Cyrillic (Windows-1251)',
  cp437: 'DOS (code page 437)',
};

export const isEncoding = (name: string): name is Encoding => (ENCODINGS as readonly string[]).includes(name);

/** The text of bytes in an encoding; what is none becomes U+FFFD. */
export function decodeAs(bytes: Uint8Array, encoding: Encoding): string {
  return encoding === 'cp437' ? decodeCp437(bytes) : new TextDecoder(encoding).decode(bytes);
}

/** Bytes that are judged; more of a text makes nothing surer. */
const JUDGED = 20_000;

/**
 * The encoding of bytes that are no ASCII.
 * @param candidates tried in this order; of equally good ones the first
 */
export function guessEncoding(bytes: Uint8Array, candidates: readonly Encoding[] = ENCODINGS): Encoding {
  const sample = bytes.subarray(0, JUDGED);
  let best: { encoding: Encoding; score: number } | null = null;
  for (const encoding of candidates) {
    if (encoding === 'utf-8') {
      if (isUtf8(sample, bytes.length > JUDGED)) return encoding;
      continue;
    }
    const score = wordiness(decodeAs(sample, encoding), encoding);
    if (!best || score > best.score) best = { encoding, score };
  }
  return best?.encoding ?? 'windows-1252';
}

export function isUtf8(bytes: Uint8Array, isCut = false): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut });
    return true;
  } catch {
    return false;
  }
}

/** Characters that make up much of what is written: the commonest of each script, from public frequency lists of each language. */
const COMMON: Partial<Record<Encoding, ReadonlySet<string>>> = {
  shift_jis: new Set(
    '日一国人年大十二本中長出三時行見月分後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語土木聞食車何南万毎白天母火右読友左休父雨犬猫鳥魚馬牛虫花草空海写真画像赤青黒緑色表紙新古道駅店家手足目口耳心町村市県京都動物植林森石竹糸貝玉王正音力田',
  ),
  gbk: new Set(
    '的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过家十用发天如然作方成者多日都三小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从猫狗鸟鱼马牛虫花草图像片照红黄蓝绿白黑色动物植车树山水火木土石飞机新老高文件夹训练测试集数据类别',
  ),
  big5: new Set(
    '的一是不了人我在有他這為之大來以個中上們到說國和地也子時道出而要於就下得可你年生自會那後能對著事其裡所去行過家十用發天如然作方成者多日都三小軍二無同麼經法當起與好看學進種將還分此心前面又定見只主沒公從貓狗鳥魚馬牛蟲花草圖像片照紅黃藍綠白黑色動物植車樹山水火木土石飛機新老高文件夾訓練測試集數據類別',
  ),
  'euc-kr': new Set(
    '이다는을의에가하고로지한은기사리자도인나시대그어아를여서해수정있전만보스원주부장상들구유제일라게과오우성성학생동고양강개새말소물고기꽃나무사진그림빨간파란검은하얀차산강바다집길책문',
  ),
};

/** How much a text looks like one of an encoding's languages, by the characters beyond ASCII; about −2 … 2. */
function wordiness(text: string, encoding: Encoding): number {
  const common = COMMON[encoding];
  let score = 0;
  let count = 0;
  let before = ' ';
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code >= 128) {
      count++;
      score += worthOf(character, code, common, before);
    } else if (code < 32 && code !== 9 && code !== 10 && code !== 13) score -= 2;
    before = character;
  }
  return count === 0 ? 0 : score / count;
}

function worthOf(character: string, code: number, common: ReadonlySet<string> | undefined, before: string): number {
  // What is no character, or one that nobody types.
  if (code === 0xfffd || (code >= 0xe000 && code < 0xf900) || (code >= 0x80 && code < 0xa0)) return -3;
  if (common) {
    if (common.has(character)) return 2;
    const kana = code >= 0x3041 && code <= 0x30fe;
    if (kana) return common === COMMON.shift_jis ? 1.6 : 0.2;
    const hangul = code >= 0xac00 && code <= 0xd7a3;
    if (hangul) return 1;
    const ideograph = code >= 0x4e00 && code < 0xa000;
    if (ideograph) return isEveryday(character, common) ? 0.9 : -0.6;
    // Half-width kana, which single bytes of other encodings become; marks and letters of other scripts.
    if (code >= 0xff61 && code <= 0xff9f) return -0.8;
    if (code >= 0x3000 && code <= 0x3011) return 0.5;
    return code >= 0xff00 && code <= 0xff60 ? 0.1 : -0.7;
  }
  if (/\p{L}/u.test(character)) {
    // One letter with a mark among plain ones makes a word; several in a row are other bytes misread.
    const afterPlain = /[\p{ASCII}]/u.test(before);
    const capitalWithin = /\p{Lu}/u.test(character) && /\p{Ll}/u.test(before);
    const cyrillic = code >= 0x400 && code < 0x500;
    if (cyrillic) return /[a-z]/iu.test(before) || capitalWithin ? -1 : 1.1;
    return capitalWithin ? -1 : afterPlain ? 1 : -0.4;
  }
  return -1;
}

/** Ranges in which the encodings' makers put the characters of everyday use: the first level of GB 2312, JIS X 0208 and Big5. */
function isEveryday(character: string, common: ReadonlySet<string>): boolean {
  let table = everyday.get(common);
  if (!table) everyday.set(common, (table = firstLevel(common)));
  return table.has(character);
}

const everyday = new Map<ReadonlySet<string>, ReadonlySet<string>>();

const LEVELS: [Encoding, lead: [number, number], trail: [number, number]][] = [
  ['shift_jis', [0x88, 0x97], [0x40, 0xfc]],
  ['gbk', [0xb0, 0xd7], [0xa1, 0xfe]],
  ['big5', [0xa4, 0xc6], [0x40, 0xfe]],
];

function firstLevel(common: ReadonlySet<string>): ReadonlySet<string> {
  const level = LEVELS.find(([encoding]) => COMMON[encoding] === common);
  if (!level) return new Set();
  const [encoding, [firstLead, lastLead], [firstTrail, lastTrail]] = level;
  const bytes: number[] = [];
  for (let lead = firstLead; lead <= lastLead; lead++) for (let trail = firstTrail; trail <= lastTrail; trail++) bytes.push(lead, trail);
  return new Set(decodeAs(Uint8Array.from(bytes), encoding));
}
