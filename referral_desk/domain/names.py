"""Names: kana in one form, the order of the list, and the keys by which search finds them.

What people typed is stored as they typed it. Only keys are normalised: Unicode normalisation destroys some name
kanji (U+FA19 becomes another character), so it never touches a stored name.
"""

from __future__ import annotations

import re
import unicodedata

from referral_desk.domain.calendar import parse_date, parse_month
from referral_desk.domain.errors import NotReadable
from referral_desk.domain.romaji import katakana_readings

# Kanji that search treats as one, the commoner form of today first: old and new forms, and forms found in names.
# Every character stands here once; all survive NFKC, which is applied before.
_ONE_KANJI = """
高髙 崎﨑㟢碕嵜 吉𠮷 辺邊邉 浜濵濱 徳德 斎齋齊斉 沢澤 広廣 国國囯圀 真眞 恵惠 栄榮 桜櫻 滝瀧 島嶋嶌嶹 富冨 条條 清淸
土𡈽圡 桑桒 柳栁桺 梅楳 橋槗𣘺 館舘 峰峯 秋穐秌龝 松枩柗 杉杦 桧檜 籠篭 祇祗 芦蘆 薮藪籔 萱萓 刈苅 淵渕渊 野埜 壷壺
昇曻 昂昻 晃晄 傑杰 枡桝 柏栢 槙槇 沖冲 涼凉 煕熙凞 珍珎 皐皋 盃杯 鉱鑛砿礦 磯礒 凛凜 穣穰 竈竃 耀燿 聡聰 艶艷 莱萊
蒋蔣 虎乕 裏裡 諫諌 迩邇 鉄鐵鐡銕鉃 鑑鑒 青靑 静靜 頸頚 鶴靍靏鶮 鴎鷗 麹麴 亘亙 京亰 儘侭 兎兔 卯夘 厨廚 厩廐 呑吞
哲喆 喜㐂 尭堯 多夛 姉姊 姫姬 宝寶寳 宜冝 寛寬 尚尙 悦悅 弥彌 戸戶 戻戾 映暎 晋晉 本夲 歩步 歳歲 湧涌 留畄 船舩 縄繩
靭靱 達逹 産產 状狀 査查 彦彥 曽曾 巌巖 恒恆 亀龜 亜亞 悪惡 圧壓 囲圍 為爲 壱壹 稲稻 飲飮 隠隱 営營 衛衞 駅驛 円圓
縁緣 塩鹽 奥奧 応應 横橫 欧歐 黄黃 温溫 穏穩 仮假 価價 画畫 会會 回囘 懐懷 絵繪 拡擴 殻殼 覚覺 学學斈 岳嶽 楽樂 勧勸
巻卷 歓歡 観觀 関關 陥陷 顔顏 帰歸 気氣 偽僞 犠犧 旧舊 拠據 挙擧 虚虛 峡峽 挟挾 教敎 郷鄕鄊 暁曉 区區 駆驅 勲勳 薫薰
群羣 径徑 渓溪 経經 継繼 茎莖 蛍螢 軽輕 鶏鷄 芸藝 撃擊 県縣 倹儉 剣劍劔 圏圈 検檢 権權 献獻 険險 顕顯 験驗 厳嚴 効效
号號 黒黑 済濟 砕碎 剤劑 冊册 雑雜 参參 桟棧 蚕蠶 賛贊 残殘 糸絲 歯齒 児兒 辞辭 湿濕 実實 舎舍 写寫 釈釋 寿壽 収收
従從 渋澁 獣獸 縦縱 処處 緒緖 叙敍敘 将將 渉涉 焼燒 称稱 証證 乗乘 剰剩 壌壤 嬢孃 浄淨 畳疊 譲讓 触觸 寝寢 慎愼 尽盡
図圖 粋粹 酔醉 随隨 髄髓 数數 枢樞 瀬瀨 声聲 摂攝 専專 戦戰 浅淺 潜潛 銭錢 繊纖 禅禪 双雙 壮壯 捜搜 挿插 巣巢 争爭
総總 荘莊 装裝 騒騷 増增 蔵藏 臓臟 属屬 続續 体體躰 対對 帯帶 滞滯 台臺 択擇 単單 担擔 胆膽 団團 弾彈 断斷 遅遲 昼晝
虫蟲 鋳鑄 庁廳 聴聽 鎮鎭 転轉 点點 伝傳 党黨 盗盜 灯燈 当當 闘鬪 独獨 読讀 届屆 弐貳 悩惱 脳腦 覇霸 拝拜 廃廢 売賣
麦麥 発發 髪髮 抜拔 蛮蠻 秘祕 瓶甁 払拂 仏佛 並竝 変變 弁辨瓣辯 穂穗 豊豐 翻飜 毎每 万萬 満滿 麺麵 黙默 訳譯 薬藥 与與
予豫 余餘 誉譽 揺搖 様樣 謡謠 遥遙 瑶瑤 来來 頼賴 乱亂 覧覽 竜龍 両兩 猟獵 緑綠 塁壘 涙淚 礼禮 励勵 霊靈 齢齡 恋戀
炉爐 労勞 楼樓 録錄 郎郞 湾灣 錬鍊 巽巺 須湏 兼𠔥 煮煑 角⻆
"""
_FIRST_OF_KIND = {ord(other): group[0] for group in _ONE_KANJI.split() for other in group[1:]}

_VARIATION_SELECTORS = dict.fromkeys((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]+")
_SPACED_VOICING = {0x309B: 0x3099, 0x309C: 0x309A}
_VOICED = re.compile("[\u3041-\u3096\u30a1-\u30fa][\u3099\u309a]")
_LARGE = str.maketrans(
    "ァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ",
    "アイウエオツヤユヨワカケクシストヌハヒフヘホムラリルレロ",
)
_V_ROW = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴ", "ブ"))
_SAME_SOUND = str.maketrans("ヂヅヷヸヹヺヰヱヲ", "ジズバビベボイエオ")
_REPEAT_MARKS = frozenset("々〻ヽヾ")
# Texts whose letters each have a key of their own, whatever stands beside them; that is most of what people write.
_LETTER_BY_LETTER = re.compile(
    "[\t\n\r -~\u2010-\u2027\u2030-\u205e\u2460-\u24ff\u25a0-\u27bf\u3000-\u3004\u3007-\u3029\u3041-\u3093"
    "\u30a1-\u30f3\u30fb\u30fc\u4e00-\u9fff\uff01-\uff60\U00020000-\U0002a6df]*"
)
_HYPHEN_MARK = re.compile("(?<![\u30a1-\u30ff])ー+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LATIN_RUN = re.compile(r"[a-z\u00e0-\u024f\u0302\u0304'’-]+", re.IGNORECASE)
_VOWEL_OF = {
    kana: row[0]
    for row in (
        "アカサタナハマヤラワ",
        "イキシチニヒミリ",
        "ウクスツヌフムユル",
        "エケセテネヘメレ",
        "オコソトノホモヨロ",
    )
    for kana in row
}


def utf16_len(text: str) -> int:
    """Return the length in UTF-16 units, in which fields of the window count: 𠮷 is 2."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def display_width(text: str) -> int:
    """Return how many half-width columns ``text`` takes: two for a full-width character, none for a combining one."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def canonical_kana(text: str) -> str:
    """Return kana in the one form that is stored and written: full-width katakana, one U+3000 between words.

    Half-width kana and hiragana become full-width katakana, a voicing mark joins its kana, long-vowel marks and
    everything that is not kana (Latin letters, middle dots) stay as they are. Never fails.
    """
    text = _HALF_WIDTH_KANA.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text.translate(_INVISIBLE))
    return "\u3000".join(_katakana(word) for word in text.split())


def kana_sort_key(kana: str) -> str:
    """Return the key that sorts names in the order of the syllabary (五十音順), the family name first.

    Voicing, small kana and hiragana decide only between names that are otherwise equal; a long-vowel mark sorts as
    the vowel it prolongs.
    """
    canonical = canonical_kana(kana)
    plain = "".join(
        unicodedata.normalize("NFD", letter)[0] if "\u30a1" <= letter <= "\u30fa" else letter for letter in canonical
    )
    plain = _without_repeat_marks(plain).translate(_LARGE).casefold().replace("\u3000", " ")
    key = ""
    for letter in plain:
        key += _VOWEL_OF.get(key[-1:], letter) if letter == "ー" else letter
    return f"{key}\t{canonical}"


def search_key(text: str) -> str:
    """Return the key under which ``text`` is found: two texts that a person would call the same share it.

    NFKC, katakana for hiragana, no spaces, hyphens, dots or other signs (so 090-0000-0962 is 09000000962), ヂ as ジ,
    ヅ as ズ, ヴァ as バ, small kana large, old kana new, no letter case or accents, and one kanji for all forms of it
    that occur in names. A long-vowel mark stays after kana; after anything else it was typed for a hyphen.
    """
    if _LETTER_BY_LETTER.fullmatch(text):
        key = text.translate(_KEY_OF_LETTER)
        return _HYPHEN_MARK.sub("", key) if "ー" in key else key
    return _key_in_context(text)


def query_keys(text: str) -> tuple[tuple[str, ...], ...]:
    """Return, for each word that a person typed, the keys of which any may occur in what is sought; all words must.

    A word stands for its own key, in Latin letters also for the kana it may be romaji of. What reads as a date
    stands also for its digits YYYYMMDD (YYYYMM for a month, YYYY for a year alone): dates are indexed by those.
    Words without any letter or digit are left out, so the result may be empty.
    """
    if digits := _date_digits(text):
        words = [_word_keys(text, digits)]
    else:
        words = [_word_keys(word, _date_digits(word)) for word in text.split()]
    return tuple(keys for keys in words if keys)


def _key_in_context(text: str) -> str:
    """Return the key of any text; half-width kana, voicing marks and repeat marks lean on what stands before them."""
    text = text.translate(_VARIATION_SELECTORS).translate(_SPACED_VOICING)
    text = _katakana(unicodedata.normalize("NFKC", text).translate(_SPACED_VOICING)).translate(_FIRST_OF_KIND)
    for sound, written in _V_ROW:
        text = text.replace(sound, written)
    text = _without_repeat_marks(text).translate(_SAME_SOUND).translate(_LARGE).casefold()
    key: list[str] = []
    for letter in text:
        if letter == "ー":
            if key and "\u30a1" <= key[-1] <= "\u30ff":
                key.append(letter)
        elif letter.isalnum() or letter == "々":
            key.append(_without_accent(letter))
    return "".join(key)


def one_kanji(text: str) -> str:
    """Return ``text`` with every kanji that has several forms in names in its commonest one; as long as before."""
    return text.translate(_FIRST_OF_KIND)


class _Keys(dict[int, str]):
    """The keys of single letters, each worked out when it is first met."""

    def __missing__(self, letter: int) -> str:
        self[letter] = _key_in_context(chr(letter))
        return self[letter]


_KEY_OF_LETTER = _Keys({ord("ー"): "ー"})


def _word_keys(word: str, date_digits: str) -> tuple[str, ...]:
    keys = [search_key(word)]
    wide = unicodedata.normalize("NFKC", word)
    if _LATIN.search(wide):
        keys += [search_key(reading) for reading in _readings(wide)]
    keys.append(date_digits)
    return tuple(dict.fromkeys(key for key in keys if key))


def _readings(word: str) -> tuple[str, ...]:
    """Return readings of a word that is romaji, or kana with the romaji of an unfinished syllable behind it."""
    run = _LATIN_RUN.search(word)
    if run is None:
        return ()
    before, after = word[: run.start()], word[run.end() :]
    if not all(letter.isalpha() and not _LATIN.match(letter) for letter in before + after):
        return ()
    return tuple(before + reading + after for reading in katakana_readings(run[0]))


def _date_digits(text: str) -> str:
    try:
        found = parse_date(text)
        return found.day.strftime("%Y%m%d") if found.exact else f"{found.day.year:04}"
    except NotReadable:
        pass
    try:
        year, month = parse_month(text)
        return f"{year:04}{month:02}"
    except NotReadable:
        return ""


def _katakana(text: str) -> str:
    """Return ``text`` with hiragana as katakana and voicing marks joined to their kana; nothing else changes."""
    text = _VOICED.sub(lambda pair: unicodedata.normalize("NFC", pair[0]), text.translate(_SPACED_VOICING))
    return text.translate(_HIRAGANA_TO_KATAKANA)


def _without_repeat_marks(text: str) -> str:
    """Return ``text`` with 々 and ヽ as the character they repeat, ヾ as its voiced form."""
    if _REPEAT_MARKS.isdisjoint(text):
        return text
    letters: list[str] = []
    for letter in text:
        if letter not in _REPEAT_MARKS or not letters or letters[-1] in _REPEAT_MARKS:
            letters.append(letter)
        elif letter == "ヾ":
            letters.append(unicodedata.normalize("NFC", unicodedata.normalize("NFD", letters[-1])[0] + "\u3099")[0])
        else:
            letters.append(letters[-1])
    return "".join(letters)


def _without_accent(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0] if "\u00c0" <= letter <= "\u024f" else letter
