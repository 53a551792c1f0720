"""Names that are words too: found in a text, they may mean the person or not.

The lists hold surnames and given names that are also places, plants, seasons, qualities or everyday words. What is
not here is still no word for sure: see :func:`may_be_a_word` for the rule that needs no list.
"""

from __future__ import annotations

import unicodedata

from referral_desk.domain.names import one_kanji

_KANJI_WORDS = """
青森 岩手 宮城 秋田 山形 福島 茨城 栃木 群馬 埼玉 千葉 東京 神奈川 新潟 富山 石川 福井 山梨 長野 岐阜 静岡 愛知
三重 滋賀 京都 大阪 兵庫 奈良 和歌山 鳥取 島根 岡山 広島 山口 徳島 香川 愛媛 高知 福岡 佐賀 長崎 熊本 大分 宮崎
鹿児島 沖縄 札幌 仙台 川崎 横浜 名古屋 神戸 上野 中野 目黒 品川 渋谷 新宿 大宮 浦和 小川 川上 川下 川口 入口 出口
山中 山上 大木 大島 小島 大山 小山 森林 水田 田畑 野原 草野 竹林 松林 平野 平和 朝日 夕日 日向 今井 若葉 青葉 紅葉
千代 長寿 健康 幸福 希望 未来 明日 小春 千秋 美空 日和 小雪 吹雪 一番 一歩 大地 太陽 正義 勇気 元気 自由 真実 真理
真心 中央 北方 南方 西方 東方 保健 相談 主治 会長 所長 係長 課長 部長 院長 医師 看護 介護 福祉 支援
"""
_KANA_WORDS = """
サトウ ミナミ ヒガシ ハヤシ ヒカリ ノゾミ アユミ メグミ イズミ マコト ミノル ススム ツトム マナブ ユタカ ワタル
ツバサ ヒトミ ココロ サクラ モミジ カエデ スミレ ツバキ ミドリ アオイ アカリ アスカ アサヒ ミライ キボウ カナタ
ナギサ ミサキ シズカ ノドカ ホノカ ハジメ タダシ ミツル ミノリ サトル マモル ノボル カオル サカエ ユウキ ヤスイ
タカイ ヒロイ フカイ アライ アカイ シロイ クロイ カワイ オモイ カエル マツリ カオリ シノブ ショウ リョウ ジュン
ケイ
"""


def _key(word: str) -> str:
    return one_kanji(unicodedata.normalize("NFKD", word))


_WORDS = frozenset(_key(word) for word in (_KANJI_WORDS + _KANA_WORDS).split())
_MARKS = frozenset("\u3099\u309a")


def may_be_a_word(key: str) -> bool:
    """Return whether a folded name may be a word of the language: one kanji, two kana, or one of the lists.

    Two letters of an alphabet or fewer may be anything.
    """
    letters = [letter for letter in key if letter not in _MARKS]
    if key in _WORDS or len(letters) <= 1:
        return True
    if all("\u30a1" <= letter <= "\u30fc" for letter in letters):
        return len(letters) <= 2
    return all(letter.isascii() for letter in letters) and len(letters) <= 2
